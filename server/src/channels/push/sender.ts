import { OutgoingRefused, type Outgoing, type OutgoingAnswer } from "../../http/outgoing.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import type { Log } from "../../kit/log.ts";
import { encryptFor } from "./encryption.ts";
import type { AllowsPush } from "./hosts.ts";
import type { Push } from "./message.ts";
import { keyPairFrom } from "./p256.ts";
import type { Subscription } from "./ports.ts";
import type { Vapid } from "./vapid.ts";

/** How one message fared with its push service. */
export type Sent =
  | { readonly kind: "sent" }
  /** The subscription is dead. */
  | { readonly kind: "gone" }
  | { readonly kind: "lost" | "refused"; readonly reason: string }
  | { readonly kind: "later"; readonly at: Millis; readonly reason: string };

export type Sender = { send(to: Subscription, push: Push): Promise<Sent>; readonly allows: AllowsPush };

const WITHIN_MS = 5_000;
const MOST_BYTES = 16_384;
/** A push service that does not answer holds up no other channel's jobs for longer than one call. */
const PAUSE_MS = 30_000;
/** For a push service that asks for patience, and says nothing of how long; and the longest that it is given. */
const PATIENCE_MS = 60_000;
const LONGEST_PATIENCE_MS = 3_600_000;

/** Encrypts a message for a browser, signs it, and hands it to the browser's push service. */
export function createSender(parts: {
  readonly outgoing: Pick<Outgoing, "send">;
  readonly allows: AllowsPush;
  readonly vapids: readonly Vapid[];
  readonly ids: Pick<Ids, "bytes">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
}): Sender {
  const { outgoing, allows, vapids, ids, clock, log } = parts;
  const pausedUntil = new Map<string, Millis>();

  async function post(url: URL, vapid: Vapid, to: Subscription, push: Push): Promise<Sent> {
    const until = pausedUntil.get(url.host) ?? 0;
    if (until > clock.now()) return { kind: "later", at: until, reason: "the push service does not answer" };
    try {
      const answer = await outgoing.send({
        url,
        method: "POST",
        headers: headersOf(push, vapid.authorization(url)),
        body: encryptFor(bytesOf(to.keys), Buffer.from(JSON.stringify(push.message)), {
          own: keyPairFrom(ids.bytes(32)),
          salt: ids.bytes(16),
        }),
        mostBytes: MOST_BYTES,
        withinMs: WITHIN_MS,
      });
      const sent = read(answer);
      if (sent.kind === "lost") pausedUntil.set(url.host, clock.now() + PAUSE_MS);
      if (sent.kind === "refused")
        log.warn(`A message was refused: ${sent.reason}.`, { channel: "push", address: url.host });
      return sent;
    } catch (error) {
      if (error instanceof OutgoingRefused)
        return { kind: "refused", reason: `the push service's address ${error.message}` };
      pausedUntil.set(url.host, clock.now() + PAUSE_MS);
      log.warn("A push service did not answer.", { channel: "push", address: url.host, error });
      return { kind: "lost", reason: "the push service did not answer" };
    }
  }

  /** RFC 8030, 5 and 8.4; RFC 8292, 4.2. */
  function read(answer: OutgoingAnswer): Sent {
    const { status } = answer;
    if (status >= 200 && status < 300) return { kind: "sent" };
    if (status === 404 || status === 410) return { kind: "gone" };
    // Apple says 403 also of a signature that it does not like, which no new subscription would mend.
    if (status === 403 && answer.body.includes("BadJwtToken"))
      return {
        kind: "refused",
        reason: "the push service takes no signature of this server: are its clock and PUBLIC_URL right?",
      };
    // The browser subscribed to another key than ours.
    if (status === 403) return { kind: "gone" };
    if (status === 429)
      return { kind: "later", at: clock.now() + patience(answer), reason: "the push service asked to wait" };
    if (status >= 500) return { kind: "lost", reason: `the push service failed (${status})` };
    return { kind: "refused", reason: `the push service took no message (${status})` };
  }

  function patience({ headers }: OutgoingAnswer): Millis {
    const asked = String(headers["retry-after"] ?? "");
    const ms = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - clock.now();
    return Number.isNaN(ms) ? PATIENCE_MS : Math.min(Math.max(ms, 1_000), LONGEST_PATIENCE_MS);
  }

  return {
    allows,
    async send(to, push) {
      const url = new URL(to.endpoint);
      const vapid = vapids.find(({ publicKey }) => publicKey === to.serverKey);
      // The master secret was changed, or the host is allowed no longer.
      if (!vapid || !allows(url)) return { kind: "gone" };
      return post(url, vapid, to, push);
    },
  };
}

function headersOf({ ttlSeconds, urgency, topic }: Push, authorization: string): Record<string, string> {
  return {
    authorization,
    ttl: String(ttlSeconds),
    urgency,
    topic,
    "content-encoding": "aes128gcm",
    "content-type": "application/octet-stream",
  };
}

function bytesOf({ p256dh, auth }: Subscription["keys"]) {
  return { p256dh: Buffer.from(p256dh, "base64url"), auth: Buffer.from(auth, "base64url") };
}
