/** The cards that a fake Telegram shows to one person, found by the words of their request. */
import type { FakeTelegram, SeenMessage } from "../../fake-telegram/src/index.ts";
import type { State } from "./caller.ts";

export const PERSON = { id: 1001, first_name: "Ann" } as const;

export type Cards = {
  /** Every copy of a case's card, oldest first, as it stands now or stood a moment ago. */
  of(message: string): readonly SeenMessage[];
  /** Presses a button on a copy; false where it has none by now. */
  press(copy: SeenMessage, kind: "approve" | "reject"): boolean;
};

const LABELS = { approve: "✅ Approve", reject: "⛔ Reject" } as const;
const MARKS: Readonly<Record<Exclude<State, "pending">, string>> = {
  approved: "✅",
  rejected: "⛔",
  timeout: "⌛",
  canceled: "🚫",
};
/** Reading all messages costs, and many look at once. */
const FRESH_MS = 30;

export function createCards(telegram: FakeTelegram): Cards {
  let read = { at: 0, messages: [] as readonly SeenMessage[] };

  const messages = () => {
    if (Date.now() - read.at > FRESH_MS) read = { at: Date.now(), messages: telegram.messages(PERSON.id) };
    return read.messages;
  };

  return {
    of: (message) => messages().filter(({ text, forceReply }) => !forceReply && text.includes(message)),
    press(copy, kind) {
      try {
        telegram.human.press(PERSON, PERSON.id, copy.id, LABELS[kind]);
        return true;
      } catch {
        return false;
      }
    },
  };
}

export function isOpen(copy: SeenMessage): boolean {
  return copy.keyboard.length > 0;
}

/** Whether a copy tells this end, and offers nothing any more. */
export function tellsEnd(copy: SeenMessage, state: State): boolean {
  return state !== "pending" && !isOpen(copy) && copy.text.startsWith(MARKS[state]);
}
