/**
 * Whether what several clients saw of one request can have happened in some order that agrees with real time (Wing and Gong's
 * search with Lowe's memory), the request being one register that is written at most once.
 */
import type { State } from "./caller.ts";

/** What was asked, and what the answer said. Without an answer (`told` undefined) it may have taken effect later, or never. */
export type Operation = { readonly from: number; readonly to: number } & (
  | { readonly kind: "vote"; readonly for: "approved" | "rejected"; readonly told: "taken" | "refused" | undefined }
  | { readonly kind: "cancel"; readonly told: "taken" | "refused" | undefined }
  | { readonly kind: "read"; readonly told: State }
);

/** Times are milliseconds by one clock; `deadline` by the same. */
export type History = { readonly deadline: number; readonly operations: readonly Operation[] };

/** The deadline's clock is the database's, the operations' are a client's; both are cut to milliseconds. */
const SLACK_MS = 3;

type Step = { readonly from: number; readonly to: number; readonly apply: (state: State) => State | undefined };

/** True where some order explains the history. Of at most 62 operations. */
export function isLinearizable({ deadline, operations }: History): boolean {
  // A vote without an answer may be nowhere in the order, and so may the deadline's own step.
  const known = operations.filter((each) => each.kind === "read" || each.told !== undefined).map(stepOf(deadline));
  const unknown = operations.filter((each) => each.kind !== "read" && each.told === undefined).map(stepOf(deadline));
  const elapses: Step = { from: deadline - SLACK_MS, to: Infinity, apply: from("pending", "timeout") };
  const steps = [...known, ...unknown, elapses];
  if (steps.length > 63) throw new Error("a history of more than 62 operations");
  const mustHappen = (1n << BigInt(known.length)) - 1n;
  const seen = new Set<string>();

  const search = (done: bigint, state: State): boolean => {
    if ((done & mustHappen) === mustHappen) return true;
    const key = `${done} ${state}`;
    if (seen.has(key)) return false;
    seen.add(key);
    const left = steps.flatMap((step, at) => ((done >> BigInt(at)) & 1n ? [] : [{ step, bit: 1n << BigInt(at) }]));
    const firstEnd = Math.min(...left.map(({ step }) => step.to));
    // Only what had begun before the first end of all can be next.
    return left
      .filter(({ step }) => step.from <= firstEnd)
      .some(({ step, bit }) => {
        const next = step.apply(state);
        return next !== undefined && search(done | bit, next);
      });
  };
  return search(0n, "pending");
}

function stepOf(deadline: number): (operation: Operation) => Step {
  return (operation) => {
    const { from: begun } = operation;
    const late = begun > deadline + SLACK_MS;
    if (operation.kind === "read")
      return { ...span(operation), apply: (state) => (state === operation.told ? state : undefined) };
    const to = operation.kind === "vote" ? operation.for : "canceled";
    // Saying once more what one has said is taken again; a request that was canceled is not canceled twice.
    const again = operation.kind === "vote" ? to : undefined;
    const takes = (state: State) => {
      if (state === "pending") return late ? undefined : to;
      return state === again ? state : undefined;
    };
    const refuses = (state: State) => (state === "pending" || state === again ? undefined : state);
    return { ...span(operation), apply: operation.told === "refused" ? refuses : takes };
  };
}

function span(operation: Operation): { readonly from: number; readonly to: number } {
  const isOpen = operation.kind !== "read" && operation.told === undefined;
  return { from: operation.from, to: isOpen ? Infinity : operation.to };
}

function from(start: State, end: State): (state: State) => State | undefined {
  return (state) => (state === start ? end : undefined);
}
