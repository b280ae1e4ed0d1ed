import type { InboxRow } from "@loopgate/contract";

export type SteadyRow = { readonly row: InboxRow; readonly isGone: boolean };
export type Steady = {
  readonly rows: readonly SteadyRow[];
  /** How many are there that are not shown yet. */
  readonly waiting: number;
};

/**
 * The list while a pointer is over it: what was shown stays in its place, so that no row moves under the pointer. What came since is
 * held back; what has ended stays until the pointer leaves, and says so. `shown`: the rows when the pointer came.
 */
export function steady(shown: readonly InboxRow[] | undefined, current: readonly InboxRow[]): Steady {
  if (shown === undefined || shown.length === 0)
    return { rows: current.map((row) => ({ row, isGone: false })), waiting: 0 };
  const now = new Map(current.map((row) => [row.request_id, row]));
  const before = new Set(shown.map(({ request_id }) => request_id));
  const last = shown.at(-1);
  const lastAt = last === undefined ? -1 : current.findIndex(({ request_id }) => request_id === last.request_id);
  // What comes after the last one moves nothing.
  const after = lastAt < 0 ? [] : current.slice(lastAt + 1).filter(({ request_id }) => !before.has(request_id));
  const rows = [
    ...shown.map((row) => ({ row: now.get(row.request_id) ?? row, isGone: !now.has(row.request_id) })),
    ...after.map((row) => ({ row, isGone: false })),
  ];
  const waiting = current.filter(({ request_id }) => !before.has(request_id)).length - after.length;
  return { rows, waiting };
}
