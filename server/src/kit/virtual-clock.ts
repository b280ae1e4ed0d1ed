import type { Clock, Millis } from "./clock.ts";

/** A clock for tests and simulation: time stands still but for `advance`. */
export type VirtualClock = Clock & {
  /** Moves time by `ms`, waking sleepers in the order of their times, each before time moves on. */
  advance(ms: Millis): Promise<void>;
  /** How many sleep now: a loop that was closed must not be among them. */
  sleeping(): number;
};

type Sleeper = { readonly at: Millis; readonly order: number; readonly wake: () => void };

export function virtualClock(start: Millis = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = start;
  let order = 0;
  const sleepers = new Set<Sleeper>();

  const next = (until: Millis): Sleeper | undefined => {
    const due = [...sleepers].filter((sleeper) => sleeper.at <= until);
    return due.toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
  };

  return {
    now: () => now,
    sleeping: () => sleepers.size,
    sleep(ms, signal) {
      if (ms <= 0 || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          sleepers.delete(sleeper);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const sleeper = { at: now + ms, order: order++, wake };
        sleepers.add(sleeper);
        signal.addEventListener("abort", wake);
      });
    },
    async advance(ms) {
      const until = now + ms;
      for (let sleeper = next(until); sleeper; sleeper = next(until)) {
        now = sleeper.at;
        sleeper.wake();
        await settled();
      }
      now = until;
      await settled();
    },
  };
}

/** Lets everything that was woken run until it waits again: a group commit takes a turn of the event loop, and answers in the next. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
}
