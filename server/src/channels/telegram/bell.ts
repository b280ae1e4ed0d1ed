import type { Clock, Millis } from "../../kit/clock.ts";

/** Wakes one sleeper early. A ring while nobody sleeps is kept for the next. */
export type Bell = { ring(): void; wait(ms: Millis, signal: AbortSignal): Promise<void> };

export function createBell({ clock }: { readonly clock: Pick<Clock, "sleep"> }): Bell {
  let rung = false;
  let wake: (() => void) | undefined;

  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms, signal) {
      if (!rung) {
        const early = new AbortController();
        wake = () => early.abort("rung");
        await clock.sleep(ms, AbortSignal.any([signal, early.signal]));
        wake = undefined;
      }
      rung = false;
    },
  };
}
