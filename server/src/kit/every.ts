import type { Clock, Millis } from "./clock.ts";

/** Runs `work` at once and then again `ms` after each end, until closed. A failure is told, and does not end the loop. */
export function every(
  ms: Millis,
  work: () => Promise<unknown>,
  { clock, failed }: { readonly clock: Clock; readonly failed: (error: unknown) => void },
): { close(): Promise<void> } {
  const closing = new AbortController();
  const loop = (async () => {
    while (!closing.signal.aborted) {
      await work().catch(failed);
      await clock.sleep(ms, closing.signal);
    }
  })();
  return {
    async close() {
      closing.abort();
      await loop;
    },
  };
}
