/** What the client needs of the world: its only door to network, time and randomness. */
export type World = {
  readonly fetch: typeof fetch;
  /** Ends after `ms`, or rejects with the signal's reason as soon as that aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Aborts after `ms`; never where that is more than a timer holds (24 days). */
  deadline(ms: number): AbortSignal;
  /** Milliseconds of a clock that never runs backwards. */
  elapsed(): number;
  /** From 0 to below 1, for jitter. */
  fraction(): number;
};

/** A longer timer fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The platform's own: Node from 20.3 and browsers have all of it. */
export const platform: World = {
  fetch: (input, init) => globalThis.fetch(input, init),
  sleep,
  deadline: (ms) => (ms > LONGEST_TIMER_MS ? new AbortController().signal : AbortSignal.timeout(ms)),
  elapsed: () => performance.now(),
  fraction: () => Math.random(),
};

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}

/** The time by the machine's clock, in milliseconds since 1970. */
export function wallClock(): number {
  return Date.now();
}
