import { createHash } from "node:crypto";
import type { HumanRequest, Millis } from "../../gate/request.ts";
import type { Texts } from "../../texts/index.ts";

/**
 * What the service worker is sent: JSON, the whole contract with it. It holds nothing of what is asked, and nothing can be answered by it.
 *
 * - `kind: "request"`: somebody is waited for. Show a notification with `title` and `tag`, without actions and without `renotify`: the
 *   same message may come twice. A click opens `/r/{id}`, in a window of the inbox where there is one.
 * - `kind: "closed"`: the request of this `tag` has ended, or was answered elsewhere. Close its notification; where there is none (the
 *   browser was off, and this took the place of the first) show `title` silently with the same `tag` and close it, since a browser
 *   takes the permission from whoever shows nothing.
 *
 * A worker leaves out a message whose `kind` it does not know, and reads no field that is not here. A page that is signed in subscribes to
 * `push_key` (`GET /api/inbox`), `userVisibleOnly`, and sends its subscription each time that it starts: that is harmless, and brings back one that was
 * forgotten. Where its `applicationServerKey` is another key by now it unsubscribes first. It unsubscribes before it signs out.
 */
export type PushMessage = {
  readonly id: string;
  readonly kind: "request" | "closed";
  readonly title: string;
  readonly tag: string;
};

/** A message with what the push service is told of it (RFC 8030, 5). */
export type Push = {
  readonly message: PushMessage;
  readonly ttlSeconds: number;
  readonly urgency: "normal" | "high";
  /** A newer message of the same topic takes the place of one that no browser has fetched yet. */
  readonly topic: string;
};

/** No push service keeps a message longer than four weeks. */
const LONGEST_TTL_SECONDS = 28 * 86_400;
/** A browser that was off that long finds the page anyway. */
const CLOSED_TTL_SECONDS = 86_400;

/** Tells a browser that somebody is waited for: of no use any more once the time is up. */
export function waitingPush(request: HumanRequest, now: Millis, texts: Texts["push"]): Push {
  const left = Math.ceil((request.expiresAt - now) / 1000);
  return {
    message: messageOf(request, "request", texts.waiting),
    ttlSeconds: Math.min(Math.max(left, 0), LONGEST_TTL_SECONDS),
    // What is not high waits until the phone wakes up by itself.
    urgency: request.definition.risk === "low" ? "normal" : "high",
    topic: topicOf(request),
  };
}

export function closedPush(request: HumanRequest, texts: Texts["push"]): Push {
  const message = messageOf(request, "closed", texts.closed);
  return { message, ttlSeconds: CLOSED_TTL_SECONDS, urgency: "normal", topic: topicOf(request) };
}

function messageOf({ id }: HumanRequest, kind: PushMessage["kind"], title: string): PushMessage {
  return { id, kind, title, tag: id };
}

/** The push service reads the topic, so it is not the id itself: 32 letters, as many as are allowed. */
function topicOf({ id }: HumanRequest): string {
  return createHash("sha256").update(id).digest("base64url").slice(0, 32);
}
