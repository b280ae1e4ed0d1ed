import type { Entry } from "./entries.ts";
import type { Told } from "./told.ts";

/** Who is told, by whatever door he came. */
export type Listener = {
  event(event: Told, place: number): void;
  /** Everything up to here was told, or is not for him. */
  moved(place: number): void;
  /** Some of what came after this place is not kept any more. */
  gap(after: number): void;
  /** Resolves when he has taken almost all that was sent. */
  drained(): Promise<void>;
};

/** A place in a tenant's events, and what is told from there on. */
export type Reader = {
  /** Up to where everything was told; undefined until he has begun. */
  readonly place: number | undefined;
  begin(at: number): void;
  /** Goes on there, and says that something was left out. */
  restart(at: number): void;
  /** Those of the page that he has not passed. */
  tell(page: readonly Entry[]): void;
  drained(): Promise<void>;
};

/** Whoever comes back has no more to pass over than this. */
const MOST_PASSED = 200;

export function createReader({
  from,
  sees,
  listener,
}: {
  readonly from: number | undefined;
  readonly sees: (event: Told) => boolean;
  readonly listener: Listener;
}): Reader {
  let place = from;
  /** The place that he was told last. */
  let known = from ?? 0;
  let hasGap = false;

  function moveTo(at: number): void {
    place = at;
    known = at;
    listener.moved(at);
  }

  function gap(after: number): void {
    // Once is enough: he looks at what he follows by other means.
    if (!hasGap) listener.gap(after);
    hasGap = true;
  }

  return {
    get place() {
      return place;
    },
    begin: moveTo,
    restart(at) {
      gap(place ?? at);
      moveTo(at);
    },
    tell(page) {
      for (const { place: next, told } of page) {
        if (place === undefined || next <= place) continue;
        // Places follow each other without a hole, but for what was forgotten.
        if (next > place + 1) gap(place);
        place = next;
        if (!told || !sees(told)) continue;
        known = next;
        listener.event(told, next);
      }
      if (place !== undefined && place - known >= MOST_PASSED) moveTo(place);
    },
    drained: listener.drained,
  };
}
