import type { Entry } from "./entries.ts";

/** Pages of the past, read once for all who go through it at the same time. */
export type Pages = {
  /** Entries after a place, at least one where there is any. `reached`: what is after it may still change. */
  after(place: number, reached: number): Promise<readonly Entry[]>;
};

const PAGE = 200;
/** So many pages are kept, the last ones that were asked for. */
const MOST_KEPT = 8;

export function createPages(read: (after: number, limit: number) => Promise<readonly Entry[]>): Pages {
  const kept = new Map<number, Promise<readonly Entry[]>>();

  function page(start: number): Promise<readonly Entry[]> {
    const found = kept.get(start) ?? read(start, PAGE);
    kept.delete(start);
    kept.set(start, found);
    found.catch(() => kept.delete(start));
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return found;
  }

  return {
    async after(place, reached) {
      // Pages begin where all readers agree, so that they are the same for all.
      const start = place - (place % PAGE);
      // A page of at most 199 places up to this one has something after it, if there is anything.
      const entries = start + PAGE <= reached ? await page(start) : await read(place, PAGE);
      return entries.filter((entry) => entry.place > place);
    },
  };
}
