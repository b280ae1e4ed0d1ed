import type { Clock, Millis } from "../../kit/clock.ts";

/** How many messages one socket may send: so many at once, so many a second after that. */
const MESSAGES = { atOnce: 200, perSecond: 50 } as const;

/** `late`: it is not taken, and said so. `closed`: that was said so often that the socket is closed. */
export type Verdict = "taken" | "late" | "closed";

/** Counts one socket's messages. */
export function createBudget(clock: Clock): { spend(): Verdict } {
  let left: number = MESSAGES.atOnce;
  let at: Millis = clock.now();

  return {
    spend() {
      const now = clock.now();
      const refilled = left + (Math.max(0, now - at) * MESSAGES.perSecond) / 1000;
      at = now;
      // What is refused costs too, so that whoever goes on as before falls behind.
      left = Math.min(MESSAGES.atOnce, refilled) - 1;
      if (left >= 0) return "taken";
      return left > -MESSAGES.atOnce ? "late" : "closed";
    },
  };
}
