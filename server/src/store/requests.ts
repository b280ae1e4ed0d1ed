import { sql as sqlText } from "kysely";
import type { Database } from "../db/db.ts";
import { prepared } from "../db/prepared.ts";
import type { Agenda, Found, RequestFilter, Requests, Store } from "../gate/ports.ts";
import type { Digest, Ref, RequestId, TenantId } from "../gate/request.ts";
import { readCursor, writeCursor } from "./cursors.ts";
import { toRequest } from "./rows.ts";
import type { RequestsTable, StoreTables } from "./tables.ts";

/** More than end in the seconds that the safety poll looks back at, on any node. */
const mostEnded = 100_000;

type Reads = Pick<Store, "find" | "findByKey" | "now"> & Agenda & Requests;

/** Everything that is asked about requests. */
export function createRequests({ db }: { db: Database }): Reads {
  const sql = db.query<StoreTables>();
  const { now, start } = db.time;

  const findOne = prepared<Ref, RequestsTable & { now: number }>((place) =>
    sql
      .selectFrom("requests")
      .selectAll()
      .select(now.as("now"))
      .where("tenant_id", "=", place("tenantId"))
      .where("id", "=", place("id")),
  );

  const readNow = prepared<Readonly<Record<string, never>>, { now: number }>(() => sql.selectNoFrom(now.as("now")));

  const markReturned = prepared<Ref, unknown>((place) =>
    sql
      .updateTable("requests")
      .set(({ eb, ref }) => ({
        returned_at: now,
        idempotency_key: eb.case().when("key_derived", "=", 1).then(null).else(ref("idempotency_key")).end(),
      }))
      .where("tenant_id", "=", place("tenantId"))
      .where("id", "=", place("id"))
      .where("ended_at", "is not", null)
      .where("returned_at", "is", null),
  );

  const filtered = (tenantId: TenantId, filter: RequestFilter) => {
    let query = sql.selectFrom("requests").where("tenant_id", "=", tenantId);
    if (filter.status) query = query.where("status", "=", filter.status);
    if (filter.clientId !== undefined) query = query.where("client_id", "=", filter.clientId);
    if (filter.keyId !== undefined) query = query.where("key_id", "=", filter.keyId);
    if (filter.exceptClientId !== undefined) query = query.where("client_id", "<>", filter.exceptClientId);
    if (filter.sessionId !== undefined) query = query.where("session_id", "=", filter.sessionId);
    if (filter.requestType)
      query = query.where("request_type", "=", filter.requestType as RequestsTable["request_type"]);
    if (filter.risk) query = query.where("risk", "=", filter.risk as RequestsTable["risk"]);
    return query;
  };

  return {
    async find(ref): Promise<Found | undefined> {
      const [row] = await db.execute(findOne(ref));
      return row && { request: toRequest(row), now: row.now };
    },
    async findByKey(tenantId, clientId, key) {
      const row = await sql
        .selectFrom("requests")
        .select(["id", "input_digest"])
        .where("tenant_id", "=", tenantId)
        .where("client_id", "=", clientId)
        .where("idempotency_key", "=", key)
        .executeTakeFirst();
      return row && { ref: { tenantId, id: row.id as RequestId }, inputDigest: row.input_digest as Digest };
    },
    async now() {
      const [row] = await db.execute(readNow({}));
      if (!row) throw new Error("the database did not tell its time");
      return row.now;
    },
    async due(limit) {
      const rows = await db
        .withoutTenant<StoreTables>("due requests")
        .selectFrom("requests")
        .select(["tenant_id", "id"])
        .where("due_at", "is not", null)
        .where("due_at", "<=", start)
        .orderBy("due_at")
        .limit(limit)
        .execute();
      return rows.map(toRef);
    },
    async endedSince(at) {
      const rows = await db
        .withoutTenant<StoreTables>("ended requests")
        .selectFrom("requests")
        .select(["tenant_id", "id"])
        .where("ended_at", "is not", null)
        .where("ended_at", ">=", at)
        // The order and the limit have PostgreSQL use the index, although it does not know how many there are.
        .orderBy("ended_at", "desc")
        .limit(sqlText.lit(mostEnded))
        .execute();
      return rows.map(toRef);
    },
    async tenants() {
      const pending = db
        .withoutTenant<StoreTables>("due requests")
        .selectFrom("requests")
        .select("tenant_id")
        .where("due_at", "is not", null);
      return (await pending.distinct().execute()).map(({ tenant_id: tenantId }) => tenantId as TenantId);
    },
    async list(tenantId, filter, { limit, cursor }) {
      let query = filtered(tenantId, filter);
      if (cursor !== undefined) {
        const { at: createdAt, id } = readCursor(cursor);
        query = query.where(({ and, or, eb }) =>
          or([eb("created_at", "<", createdAt), and([eb("created_at", "=", createdAt), eb("id", "<", id)])]),
        );
      }
      const rows = await query
        .selectAll()
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(limit + 1)
        .execute();
      const requests = rows.slice(0, limit).map(toRequest);
      const last = requests.at(-1);
      return rows.length > limit && last
        ? { requests, next: writeCursor({ at: last.createdAt, id: last.id }) }
        : { requests };
    },
    async count(tenantId, filter) {
      const query = filtered(tenantId, filter).select(({ fn }) => fn.countAll<number>().as("count"));
      return (await query.executeTakeFirstOrThrow()).count;
    },
    async ended(tenantId, ids) {
      if (ids.length === 0) return [];
      const among = sql.selectFrom("requests").selectAll().where("tenant_id", "=", tenantId).where("id", "in", ids);
      return (await among.where("status", "<>", "pending").execute()).map(toRequest);
    },
    async byCode(tenantId, code) {
      const row = await sql
        .selectFrom("requests")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .where("code", "=", code)
        .executeTakeFirst();
      return row && toRequest(row);
    },
    async returned({ tenantId, id }) {
      await db.execute(markReturned({ tenantId, id }));
    },
  };
}

function toRef({ tenant_id, id }: Pick<RequestsTable, "tenant_id" | "id">): Ref {
  return { tenantId: tenant_id as TenantId, id: id as RequestId };
}
