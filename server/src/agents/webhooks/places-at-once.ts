/** Who may be called now: one tenant's dead receivers must take neither every place, nor those of its healthy ones. */
export type PlacesAtOnce = {
  /** A place for this receiver, until it is given back; undefined: none is free now. */
  take(tenantId: string, lane: string): { giveBack(): void } | undefined;
  /** Whether the receiver took what it was sent last. */
  heard(tenantId: string, lane: string, well: boolean): void;
};

/** How many receivers of one tenant are called at once on a node: those that are well, and those that failed last. */
const MOST = { well: 16, failing: 8 } as const;
/** So many are remembered as failing; then it is found out anew. */
const MOST_REMEMBERED = 10_000;

export function createPlacesAtOnce(): PlacesAtOnce {
  const failing = new Set<string>();
  const taken = new Map<string, number>();
  const nameOf = (tenantId: string, lane: string) => `${tenantId} ${lane}`;

  return {
    take(tenantId, lane) {
      const kind = failing.has(nameOf(tenantId, lane)) ? "failing" : "well";
      const queue = nameOf(tenantId, kind);
      const others = taken.get(queue) ?? 0;
      if (others >= MOST[kind]) return undefined;
      taken.set(queue, others + 1);
      return {
        giveBack() {
          const left = (taken.get(queue) ?? 1) - 1;
          if (left === 0) taken.delete(queue);
          else taken.set(queue, left);
        },
      };
    },
    heard(tenantId, lane, well) {
      if (failing.size >= MOST_REMEMBERED) failing.clear();
      if (well) failing.delete(nameOf(tenantId, lane));
      else failing.add(nameOf(tenantId, lane));
    },
  };
}
