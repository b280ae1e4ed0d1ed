import type { EventType, JsonObject } from "@loopgate/contract";
import type { Row, Rows } from "../db/engine.ts";
import type { Millis } from "../gate/request.ts";
import type { Actor } from "../gate/transition.ts";
import type { EventsTable } from "./tables.ts";

/** A fact, as it is committed with the change that it tells of. It gets its place in the tenant's order (`seq`) afterwards. */
export type NewEvent = {
  readonly tenantId: string;
  readonly id: string;
  readonly type: EventType;
  readonly at: Millis;
  /** What it is about: the id of a request or a session. */
  readonly subject: string;
  /** Of a request that it changed: the version it made. */
  readonly version?: number;
  readonly actor: Actor;
  readonly data: JsonObject;
};

export function eventRow({ tenantId, id, type, at, subject, version, actor, data }: NewEvent): Row {
  return {
    tenant_id: tenantId,
    id,
    type,
    at,
    subject,
    subject_version: version ?? null,
    actor: JSON.stringify(actor),
    data: JSON.stringify(data),
  };
}

/** The event alone, as rows of a write of another folder. */
export function eventRows(event: NewEvent): Rows {
  return { into: "events", values: [eventRow(event)] };
}

export type StoredEvent = NewEvent & {
  /** Its place in the tenant's order: 1, 2, 3 …; undefined in the moment before it has one. */
  readonly seq?: number;
};

export function toEvent(row: EventsTable): StoredEvent {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    type: row.type as EventType,
    at: row.at,
    subject: row.subject,
    ...(row.subject_version === null ? {} : { version: row.subject_version }),
    actor: JSON.parse(row.actor) as Actor,
    data: JSON.parse(row.data) as JsonObject,
    ...(row.seq === null ? {} : { seq: row.seq }),
  };
}
