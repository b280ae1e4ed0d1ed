/** Histories spoilt on purpose, none of which can have happened: a checker that lets one pass proves nothing. */
import type { State } from "./caller.ts";
import type { History, Operation } from "./checker.ts";

export function mutationsOf({ deadline, operations }: History): readonly History[] {
  const end = operations.findLast((each) => each.kind === "read");
  if (!end || end.kind !== "read" || end.told === "pending") return [];
  const last = Math.max(...operations.map(({ to }) => to));
  const other: State = end.told === "approved" ? "rejected" : "approved";
  const add = (...more: readonly Operation[]): History => ({ deadline, operations: [...operations, ...more] });
  return [
    // A second winner, told after the end was read.
    add({ kind: "vote", for: other, told: "taken", from: last + 1, to: last + 2 }),
    // The decision lost: everybody who asks later finds another one.
    add({ kind: "read", told: other, from: last + 1, to: last + 2 }),
    // A read that goes back to pending.
    add({ kind: "read", told: "pending", from: last + 1, to: last + 2 }),
  ];
}
