import type { Status } from "@loopgate/contract";
import { sql as fragment } from "kysely";
import type { Database } from "../db/db.ts";
import { prepared } from "../db/prepared.ts";
import type { HumanRequest, Millis, RequestId, TenantId } from "../gate/request.ts";
import { writeCursor } from "./cursors.ts";
import { filtered, MOST_COUNTED, ordered, placeOf, type ListFilter } from "./list-filter.ts";
import { toRequest } from "./rows.ts";
import { createSearch } from "./search.ts";
import type { StoreTables } from "./tables.ts";

type ListQuery = ListFilter & {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly search?: string | undefined;
};

/** Lists of requests as people read them. */
export type Lists = {
  list(
    tenantId: TenantId,
    query: ListQuery,
  ): Promise<{
    readonly requests: readonly HumanRequest[];
    readonly count: number;
    readonly next?: string;
    readonly now: Millis;
  }>;
  pending(tenantId: TenantId): Promise<{ readonly count: number; readonly now: Millis }>;
  standings(
    tenantId: TenantId,
    ids: readonly RequestId[],
  ): Promise<readonly { readonly id: RequestId; readonly version: number; readonly status: Status }[]>;
  /** Who asked these, and in which session: that never changes. */
  askers(
    tenantId: TenantId,
    ids: readonly RequestId[],
  ): Promise<readonly { readonly id: RequestId; readonly clientId: string; readonly sessionId: string }[]>;
};

export function createLists({ db }: { readonly db: Database }): Lists {
  const sql = db.query<StoreTables>();
  const { now } = db.time;
  const search = createSearch({ db });

  const countPending = prepared<{ tenantId: string }, { count: number; now: number }>((place) =>
    sql
      .selectFrom("requests")
      .select(({ fn }) => [fn.countAll<number>().as("count"), now.as("now")])
      .where("tenant_id", "=", place("tenantId"))
      .where("status", "=", fragment.lit("pending")),
  );

  const pending: Lists["pending"] = async (tenantId) => {
    const [row] = await db.execute(countPending({ tenantId }));
    if (!row) throw new Error("a count has a row");
    return row;
  };

  async function counted(tenantId: TenantId, filter: ListFilter): Promise<{ count: number; now: Millis }> {
    if (isPlain(filter)) return pending(tenantId);
    const some = filtered(db, tenantId, filter).select("id").limit(MOST_COUNTED).as("some");
    return sql
      .selectFrom(some)
      .select(({ fn }) => [fn.countAll<number>().as("count"), now.as("now")])
      .executeTakeFirstOrThrow();
  }

  async function page(tenantId: TenantId, { limit, cursor, ...filter }: ListQuery) {
    const rows = await ordered(filtered(db, tenantId, filter), filter, cursor)
      .selectAll()
      .limit(limit + 1)
      .execute();
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      requests: shown.map(toRequest),
      ...(rows.length > limit && last && { next: writeCursor(placeOf(last, filter)) }),
    };
  }

  return {
    pending,
    async list(tenantId, { search: words, ...query }) {
      if (words !== undefined) {
        const [{ now: at }, found] = await Promise.all([pending(tenantId), search(tenantId, words, query)]);
        return { ...found, now: at };
      }
      const [counts, found] = await Promise.all([counted(tenantId, query), page(tenantId, query)]);
      return { ...found, ...counts };
    },
    async standings(tenantId, ids) {
      if (ids.length === 0) return [];
      const rows = sql
        .selectFrom("requests")
        .select(["id", "version", "status"])
        .where("tenant_id", "=", tenantId)
        .where("id", "in", ids);
      return (await rows.execute()).map(({ id, version, status }) => ({ id: id as RequestId, version, status }));
    },
    async askers(tenantId, ids) {
      if (ids.length === 0) return [];
      const rows = sql
        .selectFrom("requests")
        .select(["id", "client_id as clientId", "session_id as sessionId"])
        .where("tenant_id", "=", tenantId)
        .where("id", "in", ids);
      return (await rows.execute()).map(({ id, clientId, sessionId }) => ({
        id: id as RequestId,
        clientId,
        sessionId,
      }));
    },
  };
}

function isPlain({ status, risk, requestType, clientId, sessionId, outcome }: ListFilter): boolean {
  const more = [risk, requestType, clientId, sessionId, outcome];
  return status === "pending" && more.every((each) => each === undefined);
}
