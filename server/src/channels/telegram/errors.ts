import { GrammyError } from "grammy";
import type { Millis } from "../../gate/request.ts";
import type { Report } from "../../gate/delivery.ts";
import { formatPlace, type Place } from "./place.ts";

/** What a failed call means, after the Bot API server's own descriptions (tdlib/telegram-bot-api, Client.cpp). */
export type Trouble =
  | { readonly kind: "flood"; readonly waitMs: Millis }
  | { readonly kind: "moved"; readonly chatId: string }
  /** The chat is dead for this bot. */
  | { readonly kind: "gone" }
  /** It already shows what was asked. */
  | { readonly kind: "same" }
  /** A person deleted this copy. */
  | { readonly kind: "copy_gone" }
  /** The text or its markup is not taken: our mistake. */
  | { readonly kind: "malformed" }
  | { readonly kind: "no_topic" }
  /** A press that is too old to be answered. */
  | { readonly kind: "stale_press" }
  | { readonly kind: "bad_token" }
  /** Somebody else receives this bot's updates. */
  | { readonly kind: "conflict" }
  | { readonly kind: "refused" }
  /** No answer, or one that says nothing: it may have been done or not. */
  | { readonly kind: "unknown" };

const GONE =
  /chat not found|private chat not found|user is deactivated|bot was (blocked|kicked)|bot is not a member|group chat was deleted|can't initiate conversation|PEER_ID_INVALID|have no rights to send|not enough rights to send|CHAT_WRITE_FORBIDDEN/i;
const COPY_GONE = /message to (edit|delete) not found|message can't be edited|MESSAGE_ID_INVALID/i;
const MALFORMED =
  /can't parse entities|message is too long|MESSAGE_TOO_LONG|message text is empty|text must be non-empty|BUTTON_\w+_INVALID|reply markup is too long|can't parse inline keyboard/i;

/** What `error`, thrown by a call, means. Anything that is not plainly an answer of Telegram is `unknown`. */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof GrammyError)) return { kind: "unknown" };
  const { error_code: status, description, parameters } = error;
  if (status === 429) return { kind: "flood", waitMs: Math.max(1, parameters.retry_after ?? 5) * 1000 };
  if (parameters.migrate_to_chat_id !== undefined)
    return { kind: "moved", chatId: String(parameters.migrate_to_chat_id) };
  if (status === 401 || status === 404) return { kind: "bad_token" };
  if (status === 409) return { kind: "conflict" };
  if (status === 403 || (status === 400 && GONE.test(description))) return { kind: "gone" };
  return status === 400 ? troubleOf400(description) : { kind: "unknown" };
}

function troubleOf400(description: string): Trouble {
  if (/message is not modified/i.test(description)) return { kind: "same" };
  if (COPY_GONE.test(description)) return { kind: "copy_gone" };
  if (/message thread not found|TOPIC_(CLOSED|DELETED)/i.test(description)) return { kind: "no_topic" };
  if (/query is too old|query ID is invalid/i.test(description)) return { kind: "stale_press" };
  return MALFORMED.test(description) ? { kind: "malformed" } : { kind: "refused" };
}

/** Telegram's own words, or ours; never an address, for it holds the bot's token. */
export function reasonOf(error: unknown): string {
  return error instanceof GrammyError ? error.description : "Telegram gave no answer";
}

/** How long until a call is tried again whose token Telegram did not take: somebody must set another one. */
const TOKEN_WAIT: Millis = 60_000;
const EDIT_WAIT: Millis = 5_000;

/** A failed send. What is ambiguous is `lost`: the card may stand there. */
export function sendReport(error: unknown, place: Place, now: Millis): Report {
  const trouble = troubleOf(error);
  const reason = reasonOf(error);
  switch (trouble.kind) {
    case "flood":
      return { kind: "later", at: now + trouble.waitMs, reason };
    case "moved":
      return { kind: "moved", to: { channel: "telegram", place: formatPlace({ ...place, chatId: trouble.chatId }) } };
    case "gone":
      return { kind: "gone", reason };
    case "bad_token":
    case "conflict":
      return { kind: "later", at: now + TOKEN_WAIT, reason };
    case "unknown":
      return { kind: "lost", reason };
    case "same":
    case "copy_gone":
    case "no_topic":
    case "stale_press":
    case "malformed":
    case "refused":
      return { kind: "refused", reason };
  }
}

/** A failed edit of one copy. What is ambiguous is done again: twice the same edit is one. */
export function editReport(error: unknown, place: Place, now: Millis): Report {
  const { kind } = troubleOf(error);
  // A copy that a person deleted needs no state.
  if (kind === "same" || kind === "copy_gone") return { kind: "unchanged" };
  if (kind === "unknown") return { kind: "later", at: now + EDIT_WAIT, reason: reasonOf(error) };
  return sendReport(error, place, now);
}
