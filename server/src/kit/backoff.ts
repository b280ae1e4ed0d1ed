import type { Millis } from "./clock.ts";

export type Backoff = { readonly baseMs: Millis; readonly capMs: Millis };

/** How long to wait after the given failed attempt (1 is the first): exponential, with full jitter, in milliseconds. */
export function backoff(attempt: number, { baseMs, capMs }: Backoff, fraction: () => number): Millis {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 40));
  return Math.round(fraction() * ceiling);
}
