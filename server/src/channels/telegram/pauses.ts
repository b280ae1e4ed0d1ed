import type { Clock, Millis } from "../../kit/clock.ts";

/** Which chats Telegram has asked us to leave alone, and until when. */
export type Pauses = {
  until(chatId: string): Millis | undefined;
  pause(chatId: string, forMs: Millis): void;
};

/** So many chats at once mean that the bot as a whole is too fast. */
const MANY = 3;

export function createPauses({ clock }: { readonly clock: Pick<Clock, "now"> }): Pauses {
  const ends = new Map<string, Millis>();

  function open(): void {
    for (const [chatId, end] of ends) if (end <= clock.now()) ends.delete(chatId);
  }

  return {
    until(chatId) {
      open();
      return ends.size >= MANY ? Math.max(...ends.values()) : ends.get(chatId);
    },
    pause(chatId, forMs) {
      ends.set(chatId, Math.max(ends.get(chatId) ?? 0, clock.now() + forMs));
    },
  };
}
