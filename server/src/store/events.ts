import type { Database } from "../db/db.ts";
import type { EventType } from "@loopgate/contract";
import type { Millis, TenantId } from "../gate/request.ts";
import { toEvent, type StoredEvent } from "./event-rows.ts";
import type { EventsTable, StoreTables } from "./tables.ts";

export type EventFilter = {
  readonly type?: EventType | undefined;
  readonly subject?: string | undefined;
  readonly since?: Millis | undefined;
};

export type Events = {
  /** A tenant's events after the given place in its order, oldest first. Starting from 0 and going on skips none, ever. */
  read(tenantId: TenantId, after: number, limit: number, filter?: EventFilter): Promise<readonly StoredEvent[]>;
  /** What happened to one request, in order, also what has no place in the tenant's order yet. */
  of(tenantId: TenantId, subject: string): Promise<readonly StoredEvent[]>;
};

export function createEvents({ db }: { db: Database }): Events {
  const events = (tenantId: TenantId) =>
    db.query<StoreTables>().selectFrom("events").selectAll().where("tenant_id", "=", tenantId);

  return {
    async read(tenantId, after, limit, { type, subject, since } = {}) {
      const rows = events(tenantId)
        .where("seq", "is not", null)
        .where("seq", ">", after)
        .$if(type !== undefined, (query) => query.where("type", "=", type ?? ""))
        .$if(subject !== undefined, (query) => query.where("subject", "=", subject ?? ""))
        .$if(since !== undefined, (query) => query.where("at", ">=", since ?? 0))
        .orderBy("seq")
        .limit(limit);
      return (await rows.execute()).map(toEvent);
    },
    async of(tenantId, subject) {
      // Two looks: each of them has an index.
      const [versions, others] = await Promise.all([
        events(tenantId).where("subject", "=", subject).where("subject_version", "is not", null).execute(),
        events(tenantId).where("subject", "=", subject).where("subject_version", "is", null).execute(),
      ]);
      return [...versions, ...others].toSorted(inOrder).map(toEvent);
    },
  };
}

/** By time; of one moment the versions in their order, then the rest. */
function inOrder(a: EventsTable, b: EventsTable): number {
  const version = ({ subject_version: made }: EventsTable) => made ?? Infinity;
  if (a.at !== b.at) return a.at - b.at;
  if (version(a) !== version(b)) return version(a) - version(b);
  return a.id < b.id ? -1 : 1;
}
