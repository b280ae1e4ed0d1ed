/** Milliseconds since 1970 in UTC, or a span of them. */
export type Millis = number;

/** The only door to time. `sleep` ends after `ms` or as soon as `signal` aborts; it never rejects. */
export type Clock = {
  now(): Millis;
  sleep(ms: Millis, signal: AbortSignal): Promise<void>;
};

/** Node fires a longer timer at once, so a long sleep is taken in pieces. */
const longestTimer = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    for (let left = ms; left > 0 && !signal.aborted; left -= longestTimer) {
      await pause(Math.min(left, longestTimer), signal);
    }
  },
};

function pause(ms: Millis, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
