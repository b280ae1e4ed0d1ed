import type { Database } from "../db/db.ts";
import { prepared } from "../db/prepared.ts";
import type { Millis, TenantId } from "../gate/request.ts";
import type { Clock } from "../kit/clock.ts";
import { toEvent, type StoredEvent } from "./event-rows.ts";
import type { EventsTable, StoreTables } from "./tables.ts";

/** Follows a tenant's events in their order, for as many readers as there are. */
export type Following = {
  /**
   * Those after a place, as they come, a page at a time and none left out; ends when the signal aborts. A failed look is told,
   * and the next one tries again.
   */
  follow(tenantId: TenantId, after: number, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[]>;
  /** Those that are there already. */
  read(tenantId: TenantId, after: number, limit: number): Promise<readonly StoredEvent[]>;
  /** The last place that was given; 0 before the first. */
  last(tenantId: TenantId): Promise<number>;
};

/** The topic of the hint that a tenant's events have got their places. */
export const EVENTS_TOPIC = "events";

const PAGE = 200;
/** So many events back a reader needs no look of its own. */
const MOST_KEPT = 1_000;
/** A lost hint costs this much. */
const SAFETY_MS: Millis = 1_000;

/** The end of one tenant's events, read once for all who stand there. It lives as long as it has readers. */
type Tail = {
  /** Everything up to this place has been read. */
  at: number;
  events: readonly StoredEvent[];
  readers: number;
  /** Rings when there may be more to read. */
  hinted: PromiseWithResolvers<void>;
  /** Those who wait for more. Called, not raced for: a promise that stays open would keep every race it was ever in. */
  readonly waiting: Set<() => void>;
  readonly left: AbortController;
};

export function createFollowing(parts: {
  readonly db: Database;
  readonly clock: Clock;
  readonly failed: (error: unknown) => void;
}): Following {
  const { db, clock, failed } = parts;
  const sql = db.query<StoreTables>();
  const tails = new Map<TenantId, Tail>();

  const page = prepared<{ tenantId: string; after: number; limit: number }, EventsTable>((place) =>
    sql
      .selectFrom("events")
      .selectAll()
      .where("tenant_id", "=", place("tenantId"))
      .where("seq", "is not", null)
      .where("seq", ">", place("after"))
      .orderBy("seq")
      .limit(place("limit")),
  );
  const newest = prepared<{ tenantId: string }, { seq: number | null }>((place) =>
    sql
      .selectFrom("events")
      .select(({ fn }) => fn.max("seq").as("seq"))
      .where("tenant_id", "=", place("tenantId"))
      .where("seq", "is not", null),
  );

  const read: Following["read"] = async (tenantId, after, limit) =>
    (await db.execute(page({ tenantId, after, limit }))).map(toEvent);

  const last: Following["last"] = async (tenantId) => (await db.execute(newest({ tenantId })))[0]?.seq ?? 0;

  db.wakeups.on(EVENTS_TOPIC, (keys) => {
    const woken = keys === "all" ? [...tails.values()] : keys.flatMap((key) => tails.get(key as TenantId) ?? []);
    for (const tail of woken) tail.hinted.resolve();
  });

  function enter(tenantId: TenantId, after: number): Tail {
    const known = tails.get(tenantId);
    const tail = known ?? {
      at: after,
      events: [],
      readers: 0,
      hinted: Promise.withResolvers<void>(),
      waiting: new Set(),
      left: new AbortController(),
    };
    tail.readers += 1;
    if (known) return known;
    tails.set(tenantId, tail);
    void readOn(tenantId, tail);
    return tail;
  }

  function leave(tenantId: TenantId, tail: Tail): void {
    tail.readers -= 1;
    if (tail.readers > 0) return;
    tails.delete(tenantId);
    tail.left.abort();
  }

  /** The one reader of a tail. */
  async function readOn(tenantId: TenantId, tail: Tail): Promise<void> {
    while (!tail.left.signal.aborted) {
      // Made before the look: what is hinted at meanwhile is not missed.
      tail.hinted = Promise.withResolvers();
      const more = await read(tenantId, tail.at, PAGE).catch((error: unknown) => {
        failed(error);
        return [];
      });
      const end = more.at(-1)?.seq;
      if (end === undefined) {
        await either(tail.hinted.promise, tail.left.signal);
        continue;
      }
      tail.events = [...tail.events, ...more].slice(-MOST_KEPT);
      tail.at = end;
      for (const wake of tail.waiting) wake();
    }
  }

  async function either(hinted: Promise<void>, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    await Promise.race([hinted, clock.sleep(SAFETY_MS, AbortSignal.any([signal, woken.signal]))]);
    woken.abort();
  }

  /** What follows a place, from what the tail has kept or by a look of its own. */
  async function from(tenantId: TenantId, { events }: Tail, after: number): Promise<readonly StoredEvent[]> {
    const first = events[0]?.seq;
    if (first === undefined || after < first - 1) return read(tenantId, after, PAGE);
    // Looked for, not counted: what was forgotten has left holes.
    const next = events.findIndex(({ seq = 0 }) => seq > after);
    return next < 0 ? [] : events.slice(next, next + PAGE);
  }

  return {
    read,
    last,
    async *follow(tenantId, after, signal) {
      const tail = enter(tenantId, after);
      let wake = () => {};
      const abort = () => wake();
      signal.addEventListener("abort", abort);
      let place = after;
      try {
        while (!signal.aborted) {
          if (place >= tail.at) {
            const { promise, resolve } = Promise.withResolvers<void>();
            wake = resolve;
            tail.waiting.add(wake);
            await promise;
            tail.waiting.delete(wake);
          } else {
            const events = await from(tenantId, tail, place);
            place = events.at(-1)?.seq ?? tail.at;
            if (events.length > 0) yield events;
          }
        }
      } finally {
        leave(tenantId, tail);
        signal.removeEventListener("abort", abort);
      }
    },
  };
}
