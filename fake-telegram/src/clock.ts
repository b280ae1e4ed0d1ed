/** Where the double takes its time from. `sleep` may be virtual; without it the waits are real ones. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`; may reject or stay pending once the signal is aborted. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
};

export const systemClock: Clock = { now: () => Date.now() };

export type Timers = {
  readonly now: () => number;
  /** Runs `action` after `ms`, unless the returned function is called first or everything is closed. */
  after(ms: number, action: () => void): () => void;
  close(): void;
};

export function createTimers(clock: Clock): Timers {
  const running = new Set<AbortController>();

  function after(ms: number, action: () => void): () => void {
    const controller = new AbortController();
    running.add(controller);
    const sleep = clock.sleep ?? realSleep;
    const run = () => {
      running.delete(controller);
      if (!controller.signal.aborted) action();
    };
    sleep(ms, controller.signal).then(run, () => running.delete(controller));
    return () => {
      running.delete(controller);
      controller.abort();
    };
  }

  return {
    now: () => clock.now(),
    after,
    close() {
      for (const controller of running) controller.abort();
      running.clear();
    },
  };
}

function realSleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
}

export type ManualClock = Required<Clock> & {
  /** Moves the time on and wakes, in order, all who slept until then. */
  advance(ms: number): Promise<void>;
  /** How many sleep now: for a test that must know that a wait has begun. */
  sleepers(): number;
};

/** A clock that stands still until it is told otherwise. */
export function manualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start;
  let sleeping: { at: number; wake: () => void }[] = [];

  async function advance(ms: number): Promise<void> {
    const until = now + ms;
    for (;;) {
      const next = sleeping.filter((one) => one.at <= until).toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      sleeping = sleeping.filter((one) => one !== next);
      now = Math.max(now, next.at);
      next.wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
    now = until;
  }

  function sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const one = { at: now + ms, wake: resolve };
      sleeping.push(one);
      signal.addEventListener("abort", () => (sleeping = sleeping.filter((other) => other !== one)), { once: true });
    });
  }

  return { now: () => now, sleep, advance, sleepers: () => sleeping.length };
}
