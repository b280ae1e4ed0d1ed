import { sql as fragment } from "kysely";
import type { Database } from "../db/db.ts";
import type { Session } from "../gate/ports.ts";
import type { Millis, TenantId } from "../gate/request.ts";
import { readCursor, writeCursor } from "./cursors.ts";
import { toSession } from "./sessions.ts";
import type { StoreTables } from "./tables.ts";

export type ListedSession = Session & {
  readonly pending: number;
  /** Undefined also where it is not among the newest requests of the tenant. */
  readonly lastRequestAt?: Millis;
};

/** A tenant's sessions, newest first. Throws `invalid_request` for a cursor that is none. */
export type SessionList = (
  tenantId: TenantId,
  page: { readonly limit: number; readonly cursor?: string | undefined },
) => Promise<{ readonly sessions: readonly ListedSession[]; readonly next?: string }>;

/** Older requests have no index by session, and nobody looks for a session that has been silent for so many. */
const MOST_LOOKED_AT = 5_000;

export function createSessionList({ db }: { readonly db: Database }): SessionList {
  const sql = db.query<StoreTables>();

  async function pendingOf(tenantId: TenantId, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await sql
      .selectFrom("requests")
      .select(({ fn }) => ["session_id", fn.countAll<number>().as("count")])
      .where("tenant_id", "=", tenantId)
      .where("status", "=", fragment<"pending">`'pending'`)
      .where("session_id", "in", ids)
      .groupBy("session_id")
      .execute();
    return new Map(rows.map(({ session_id: id, count }) => [id, count]));
  }

  async function lastOf(tenantId: TenantId, ids: readonly string[]): Promise<ReadonlyMap<string, Millis>> {
    const newest = sql
      .selectFrom("requests")
      .select(["session_id", "created_at"])
      .where("tenant_id", "=", tenantId)
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(MOST_LOOKED_AT)
      .as("newest");
    const rows = await sql
      .selectFrom(newest)
      .select(({ fn }) => ["session_id", fn.max("created_at").as("last")])
      .where("session_id", "in", ids)
      .groupBy("session_id")
      .execute();
    return new Map(rows.map(({ session_id: id, last }) => [id, last]));
  }

  return async (tenantId, { limit, cursor }) => {
    let query = sql.selectFrom("sessions").selectAll().where("tenant_id", "=", tenantId);
    if (cursor !== undefined) {
      const { at, id } = readCursor(cursor);
      query = query
        .where("created_at", "<=", at)
        .where(({ eb, or }) => or([eb("created_at", "<", at), eb("id", "<", id)]));
    }
    const rows = await query
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(limit + 1)
      .execute();
    const shown = rows.slice(0, limit).map(toSession);
    if (shown.length === 0) return { sessions: [] };
    const ids = shown.map(({ id }) => id);
    const [pending, last] = await Promise.all([pendingOf(tenantId, ids), lastOf(tenantId, ids)]);
    const end = shown.at(-1);
    return {
      sessions: shown.map((session) => withCounts(session, pending, last)),
      ...(rows.length > limit && end && { next: writeCursor({ at: end.createdAt, id: end.id }) }),
    };
  };
}

function withCounts(
  session: Session,
  pending: ReadonlyMap<string, number>,
  last: ReadonlyMap<string, Millis>,
): ListedSession {
  const at = last.get(session.id);
  return { ...session, pending: pending.get(session.id) ?? 0, ...(at !== undefined && { lastRequestAt: at }) };
}
