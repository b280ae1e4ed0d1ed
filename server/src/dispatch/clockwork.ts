import type { Agenda } from "../gate/ports.ts";
import type { Gate } from "../gate/gate.ts";
import type { Clock, Millis } from "../kit/clock.ts";
import { every } from "../kit/every.ts";
import type { Log } from "../kit/log.ts";
import { crashpoint } from "../kit/crashpoint.ts";

/** How long after its deadline a request may at most be found pending by nobody's asking. */
const TICK_MS: Millis = 500;
const BATCH = 100;

export type Clockwork = {
  start(): void;
  /** Ends everything that is due, also what fell due while no node ran; answers how many requests it looked at. */
  tick(): Promise<number>;
  close(): Promise<void>;
};

/** The loop that lets time decide. Several nodes may run it at once: one commit wins, the others find nothing due. */
export function createClockwork({
  agenda,
  gate,
  clock,
  log,
}: {
  readonly agenda: Pick<Agenda, "due">;
  readonly gate: Pick<Gate, "elapse">;
  readonly clock: Clock;
  readonly log: Log;
}): Clockwork {
  let loop: { close(): Promise<void> } | undefined;
  let closed = false;

  async function tick(): Promise<number> {
    for (let looked = 0; ;) {
      const due = await agenda.due(BATCH);
      looked += due.length;
      const ends = await Promise.allSettled(due.map((ref) => gate.elapse(ref)));
      if (due.length > 0) crashpoint("timeout-committed");
      const failure = ends.find((end) => end.status === "rejected");
      if (failure) throw failure.reason;
      if (due.length < BATCH || closed) return looked;
    }
  }

  return {
    start() {
      loop ??= every(TICK_MS, tick, {
        clock,
        failed: (error) =>
          log.warn("Due requests could not be ended; the next tick tries again.", { part: "clockwork", error }),
      });
    },
    tick,
    async close() {
      closed = true;
      await loop?.close();
    },
  };
}
