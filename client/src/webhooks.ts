/** Checks that a webhook comes from Loopgate (Standard Webhooks 1.0.0). */
import type { PollAnswer } from "./wire.ts";
import { wallClock } from "./world.ts";

/** What Loopgate posts where the request or callback names no shape of its own. Act on `data.approved` alone. */
export type WebhookEvent = {
  /** The same each time that it is sent: take each once. */
  readonly id: string;
  readonly type: "request.completed" | "request.timeout" | "request.canceled";
  readonly version: 1;
  readonly time: string;
  readonly tenant_id: string;
  readonly data: PollAnswer;
};

export type WebhookCall = {
  /** The body as it came, byte for byte: not what a parser made of it. */
  readonly payload: string | Uint8Array<ArrayBuffer> | ArrayBuffer;
  /** Those of the Fetch API or of Node. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** `callback_secret`, or the `secret` of a registered callback; several while one is changed. */
  readonly secret: string | readonly string[];
  /** How far the sender's clock may be from `now`; default 300. */
  readonly toleranceSeconds?: number | undefined;
  /** In milliseconds since 1970; default: the machine's clock. */
  readonly now?: number | undefined;
};

/** The call is not Loopgate's, or is too old. Do nothing of what it says. */
export class WebhookNotVerified extends Error {
  override readonly name = "WebhookNotVerified";
}

/** The body, once its signature and its time are right; else it rejects with `WebhookNotVerified`. */
export async function verifyWebhook<Body = WebhookEvent>(call: WebhookCall): Promise<Body> {
  const { payload, secret, toleranceSeconds = 300, now = wallClock() } = call;
  const [id, timestamp, signatures] = headersOf(call);
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookNotVerified("The header webhook-timestamp is not a time.");
  if (!(Math.abs(now / 1000 - Number(timestamp)) <= toleranceSeconds))
    throw new WebhookNotVerified("The webhook is too old, or from the future.");
  const body = typeof payload === "string" ? encoded(payload) : new Uint8Array(payload);
  const signed = joined(encoded(`${id}.${timestamp}.`), body);
  const keys = await Promise.all([secret].flat().map(keyOf));
  if (!(await isSignedByOne(keys, signed, signatures)))
    throw new WebhookNotVerified("The signature is not that of this secret.");
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as Body;
}

function headersOf({ headers }: WebhookCall): readonly [string, string, string] {
  const read = (name: string) => {
    if (typeof headers.get === "function") return (headers as Headers).get(name);
    const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
    return typeof found === "string" ? found : undefined;
  };
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(read);
  if (!id || !timestamp || !signatures) throw new WebhookNotVerified("The headers of a signed webhook are missing.");
  return [id, timestamp, signatures];
}

type Key = Parameters<typeof crypto.subtle.verify>[1];

async function keyOf(secret: string): Promise<Key> {
  const bytes = base64(secret.replace(/^whsec_/, ""));
  if (!bytes || bytes.length === 0)
    throw new WebhookNotVerified("The secret is not one of Loopgate's: whsec_ and base64.");
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
}

/** The platform compares them, in a time that tells nothing. While a secret is rotated a call has two signatures. */
async function isSignedByOne(keys: readonly Key[], signed: Uint8Array<ArrayBuffer>, header: string) {
  for (const each of header.split(" ")) {
    const signature = each.startsWith("v1,") ? base64(each.slice(3)) : undefined;
    if (!signature) continue;
    for (const key of keys) if (await crypto.subtle.verify("HMAC", key, signature, signed)) return true;
  }
  return false;
}

function base64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function encoded(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function joined(first: Uint8Array<ArrayBuffer>, second: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
