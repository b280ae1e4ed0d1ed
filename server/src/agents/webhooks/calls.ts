import type { ExpressionBuilder } from "kysely";
import type { Database } from "../../db/db.ts";
import type { RequestId, TenantId } from "../../gate/request.ts";
import { jobHints, jobRows } from "../../jobs/jobs.ts";
import type { Millis } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import type { Callback } from "./callback-rows.ts";
import type { CallbackFacts } from "./callbacks.ts";
import type { CallbacksTable, CallsTable, WebhookTables } from "./migration.ts";

/** The kind of the job that makes the calls of one lane; its key is the lane. */
export const CALLS = "calls";

/** The end of a request that is to be told at a callback. */
export type NewCall = {
  readonly callback: Callback;
  readonly requestId: RequestId;
  readonly event: { readonly id: string; readonly type: string; readonly at: Millis };
};

/** A call with what its callback says now; `callback` is undefined where it was forgotten. */
export type Call = {
  readonly tenantId: TenantId;
  readonly id: string;
  readonly callbackId: string;
  readonly requestId: RequestId;
  readonly event: NewCall["event"];
  /** How often it was tried. */
  readonly attempts: number;
  readonly callback:
    | Pick<CallbacksTable, "url" | "body" | "sealed_secret" | "old_sealed_secret" | "old_until" | "ended_at">
    | undefined;
};

/** What came of the newest call of a callback. */
export type LastCall = Pick<
  CallsTable,
  "callback_id" | "request_id" | "event_id" | "status" | "attempts" | "answer" | "error" | "updated_at" | "next_at"
>;

export type CallCounts = { readonly due: number; readonly failed: number };

export type Calls = {
  /** Remembers a call that is due, once for each callback and end. */
  add(call: NewCall): Promise<void>;
  due(tenantId: TenantId, lane: string, limit: number): Promise<readonly Call[]>;
  /** When the next call of the lane is due; undefined: none is left. */
  nextAt(tenantId: TenantId, lane: string): Promise<Millis | undefined>;
  told(call: Call, answer: number): Promise<void>;
  later(call: Call, failure: Failure, at: Millis): Promise<void>;
  /** The last attempt failed: it is kept, and an event says so. */
  dead(call: Call, failure: Failure): Promise<void>;
  drop(call: Call, failure: Failure): Promise<void>;
  /** Has the failed calls of a callback, or that of one event whatever became of it, made again; answers how many. */
  replay(callback: Callback, eventId?: string): Promise<number>;
  /** What became of the calls of these callbacks. */
  summaries(
    tenantId: TenantId,
    callbackIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly last: LastCall | undefined; readonly counts: CallCounts }>>;
};

export type Failure = { readonly error: string; readonly answer?: number | undefined };

export function createCalls(parts: {
  readonly db: Database;
  readonly ids: Pick<Ids, "id">;
  readonly clock: { now(): Millis };
  readonly facts: CallbackFacts;
}): Calls {
  const { db, ids, clock, facts } = parts;
  const sql = db.query<WebhookTables>();

  /** Only as it was read: a replay, or another node, may have been quicker. */
  const advance = (
    { tenantId, id, attempts }: Call,
    change: Pick<CallsTable, "status"> & Partial<Pick<CallsTable, "next_at" | "answer" | "error">>,
  ) =>
    sql
      .updateTable("calls")
      .set({ attempts: attempts + 1, updated_at: clock.now(), answer: null, error: null, ...change })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .where("status", "=", "due")
      .where("attempts", "=", attempts);
  const laneJob = (tenantId: TenantId, lane: string) => [
    { tenantId, id: ids.id(), kind: CALLS, key: lane, payload: null, runAt: clock.now() },
  ];
  const failed = ({ error, answer }: Failure) => ({ error: error.slice(0, 300), answer: answer ?? null });

  return {
    async add({ callback, requestId, event }) {
      const { tenantId } = callback;
      const now = clock.now();
      const lane = laneOf(callback);
      const guard = sql
        .insertInto("calls")
        .values({
          tenant_id: tenantId,
          id: ids.id(),
          callback_id: callback.id,
          request_id: requestId,
          event_id: event.id,
          event_type: event.type,
          event_at: event.at,
          lane,
          status: "due",
          attempts: 0,
          next_at: now,
          answer: null,
          error: null,
          created_at: now,
          updated_at: now,
        })
        .onConflict((conflict) => conflict.doNothing())
        .compile();
      const jobs = laneJob(tenantId, lane);
      await db.write(tenantId, { guard, rows: [jobRows(jobs)], wake: jobHints(jobs) });
    },
    async due(tenantId, lane, limit) {
      const rows = await sql
        .selectFrom("calls")
        .leftJoin("callbacks", (join) =>
          join.onRef("callbacks.tenant_id", "=", "calls.tenant_id").onRef("callbacks.id", "=", "calls.callback_id"),
        )
        .select([
          "calls.id as id",
          "calls.callback_id as callback_id",
          "calls.request_id as request_id",
          "event_id",
          "event_type",
          "event_at",
          "attempts",
          "url",
          "body",
          "sealed_secret",
          "old_sealed_secret",
          "old_until",
          "ended_at",
        ])
        .where("calls.tenant_id", "=", tenantId)
        .where("lane", "=", lane)
        .where("status", "=", "due")
        .where("next_at", "<=", clock.now())
        .orderBy("next_at")
        .orderBy("calls.id")
        .limit(limit)
        .execute();
      return rows.map(({ id, callback_id, request_id, event_id, event_type, event_at, attempts, ...callback }) => ({
        tenantId,
        id,
        callbackId: callback_id,
        requestId: request_id as RequestId,
        event: { id: event_id, type: event_type, at: event_at },
        attempts,
        callback:
          callback.url === null || callback.sealed_secret === null
            ? undefined
            : { ...callback, url: callback.url, sealed_secret: callback.sealed_secret },
      }));
    },
    async nextAt(tenantId, lane) {
      const row = await sql
        .selectFrom("calls")
        .select("next_at")
        .where("tenant_id", "=", tenantId)
        .where("lane", "=", lane)
        .where("status", "=", "due")
        .orderBy("next_at")
        .limit(1)
        .executeTakeFirst();
      return row?.next_at;
    },
    async told(call, answer) {
      await advance(call, { status: "told", answer }).execute();
    },
    async later(call, failure, at) {
      await advance(call, { status: "due", next_at: at, ...failed(failure) }).execute();
    },
    async dead(call, failure) {
      const fact = facts({
        tenantId: call.tenantId,
        type: "callback.failed",
        subject: call.callbackId,
        actor: { kind: "clock" },
        data: {
          request_id: call.requestId,
          event_id: call.event.id,
          attempts: call.attempts + 1,
          status: failure.answer ?? null,
        },
      });
      const guard = advance(call, { status: "failed", ...failed(failure) }).compile();
      await db.write(call.tenantId, { guard, rows: [fact] });
    },
    async drop(call, failure) {
      await advance(call, { status: "dropped", ...failed(failure) }).execute();
    },
    async replay(callback, eventId) {
      const { tenantId, id } = callback;
      const meant = (eb: ExpressionBuilder<WebhookTables, "calls">) =>
        eb.and([
          eb("tenant_id", "=", tenantId),
          eb("callback_id", "=", id),
          eventId === undefined ? eb("status", "=", "failed") : eb("event_id", "=", eventId),
        ]);
      const found = await sql
        .selectFrom("calls")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .where(meant)
        .executeTakeFirstOrThrow();
      const guard = sql
        .updateTable("calls")
        .set({ status: "due", attempts: 0, next_at: clock.now(), updated_at: clock.now() })
        .where(meant)
        .compile();
      const jobs = laneJob(tenantId, laneOf(callback));
      await db.write(tenantId, { guard, rows: [jobRows(jobs)], wake: jobHints(jobs) });
      return found.count;
    },
    async summaries(tenantId, callbackIds) {
      if (callbackIds.length === 0) return new Map();
      const calls = sql.selectFrom("calls").where("tenant_id", "=", tenantId).where("callback_id", "in", callbackIds);
      const counted = await calls
        .select(({ fn }) => ["callback_id", "status", fn.countAll<number>().as("count")])
        .where("status", "in", ["due", "failed"])
        .groupBy(["callback_id", "status"])
        .execute();
      const newest = calls
        .select(({ fn }) => ["callback_id as of", fn.max("updated_at").as("newest")])
        .groupBy("callback_id")
        .as("newest_call");
      const last = await sql
        .selectFrom("calls")
        .innerJoin(newest, (join) =>
          join.onRef("newest_call.of", "=", "calls.callback_id").onRef("newest_call.newest", "=", "calls.updated_at"),
        )
        .select([
          "callback_id",
          "request_id",
          "event_id",
          "status",
          "attempts",
          "answer",
          "error",
          "updated_at",
          "next_at",
        ])
        .where("calls.tenant_id", "=", tenantId)
        .execute();
      const of = new Map(last.map((call) => [call.callback_id, call]));
      const count = (id: string, status: string) =>
        counted.find((row) => row.callback_id === id && row.status === status)?.count ?? 0;
      return new Map(
        callbackIds.map((id) => [
          id,
          { last: of.get(id), counts: { due: count(id, "due"), failed: count(id, "failed") } },
        ]),
      );
    },
  };
}

/** A registered callback is a receiver by itself; those that requests name are one for each host, since there is one a request. */
function laneOf({ id, requestId, url }: Callback): string {
  return id === requestId ? new URL(url).host : id;
}
