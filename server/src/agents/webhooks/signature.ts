import { createHmac } from "node:crypto";
import type { Millis } from "../../kit/clock.ts";

/**
 * The headers by which a receiver knows the sender (Standard Webhooks 1.0.0): `v1` is HMAC-SHA-256 over id, time in seconds and
 * body. While a secret is being changed there is one signature for each, divided by a space.
 */
export function signatureHeaders(call: {
  readonly id: string;
  readonly at: Millis;
  readonly body: string;
  /** The newest first, each as `whsec_` and base64. */
  readonly secrets: readonly string[];
}): Readonly<Record<string, string>> {
  const { id, body, secrets } = call;
  const timestamp = String(Math.floor(call.at / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
