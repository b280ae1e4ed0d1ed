import type { Millis } from "../../kit/clock.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The pauses after the attempts that failed: 75 hours in all (Standard Webhooks 1.0.0, "Deliverability and reliability"). */
const PAUSES: readonly Millis[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** So much longer or shorter a pause is, so that what failed together does not come back together. */
const JITTER = 0.1;
const LONGEST_WISH = 24 * HOUR;

/**
 * How long to wait after the given failed attempt (1 is the first); undefined: it was the last. `wish` is what the receiver asked
 * for (Retry-After), which only makes a pause longer.
 */
export function pauseAfter(attempt: number, fraction: () => number, wish: Millis = 0): Millis | undefined {
  const pause = PAUSES[attempt - 1];
  if (pause === undefined) return undefined;
  const spread = pause * (1 - JITTER + 2 * JITTER * fraction());
  return Math.round(Math.max(spread, Math.min(wish, LONGEST_WISH)));
}
