/** What a campaign's clients were told. Whatever a 2xx or a reader said must still be so at the end. */
import type { State } from "./caller.ts";

export type Case = {
  readonly number: number;
  /** Stands in the request's words, and in no other's. */
  readonly message: string;
  readonly key: string;
  readonly isShort: boolean;
  /** Once the creation was acknowledged. */
  made?: { readonly id: string; readonly deadline: number };
  /** Every end that anybody was told. */
  readonly told: Exclude<State, "pending">[];
};

export type Ledger = {
  readonly cases: Case[];
  open(isShort: boolean): Case;
  tell(which: Case, state: State): void;
  /** A call was answered 503, or not at all. */
  miss(): void;
  unserved(): number;
  /** How often a 2xx said that something was saved. */
  acknowledged(): { readonly creates: number; readonly ends: number };
};

export function createLedger(): Ledger {
  const cases: Case[] = [];
  let unserved = 0;

  return {
    cases,
    miss: () => void (unserved += 1),
    unserved: () => unserved,
    open(isShort) {
      const number = cases.length + 1;
      const made: Case = { number, message: `Case ${number}.`, key: `case-${number}`, isShort, told: [] };
      cases.push(made);
      return made;
    },
    tell(which, state) {
      if (state !== "pending") which.told.push(state);
    },
    acknowledged: () => ({
      creates: cases.filter(({ made }) => made).length,
      ends: cases.filter(({ told }) => told.length > 0).length,
    }),
  };
}
