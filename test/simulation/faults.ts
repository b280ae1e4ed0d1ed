import type { VirtualClock } from "../../server/src/kit/virtual-clock.ts";
import type { Chance } from "./chance.ts";

/** What goes wrong on purpose. Every one must have happened by the end of a run over many seeds. */
export const FAULTS = [
  "node killed",
  "database gone before the statement",
  "commit unknown, not saved",
  "commit unknown, saved",
  "hint lost",
  "hint late",
  "call lost before Telegram",
  "answer of Telegram lost",
  "Telegram asks to wait",
  "Telegram fails",
  "updates delivered again",
  "press sent twice",
  "press by a stranger",
  "press in another chat",
  "press on a stale copy",
  "node's clock is wrong",
  "down over a deadline",
] as const;
export type Fault = (typeof FAULTS)[number];

/** The weather of one run: whether faults happen now, and which have. */
export type Faults = {
  readonly seen: Map<Fault, number>;
  strikes(fault: Fault, probability: number): boolean;
  happened(fault: Fault): void;
  /** From here on nothing fails. */
  end(): void;
};

export function createFaults(chance: Chance): Faults {
  const seen = new Map<Fault, number>();
  let over = false;
  const happened = (fault: Fault) => void seen.set(fault, (seen.get(fault) ?? 0) + 1);
  return {
    seen,
    happened,
    strikes(fault, probability) {
      if (over || !chance.happens(probability)) return false;
      happened(fault);
      return true;
    },
    end() {
      over = true;
    },
  };
}

/** A process that can be killed: after it nothing that it awaits ever comes back. */
export type Life = { alive: boolean };

/** Waits a little virtual time, so that what runs at once is interleaved by the seed; a dead node waits for ever. */
export async function hop(life: Life, clock: VirtualClock, chance: Chance): Promise<void> {
  await clock.sleep(1 + chance.below(6), NEVER);
  if (!life.alive) await new Promise<never>(() => {});
}

const NEVER = new AbortController().signal;
