import type { EventType, JsonObject } from "@loopgate/contract";
import { sql as fragment } from "kysely";
import type { Database } from "../db/db.ts";
import { prepared } from "../db/prepared.ts";
import { digestOf } from "../gate/digest.ts";
import type { HumanRequest, Millis, Ref } from "../gate/request.ts";
import type { Actor } from "../gate/transition.ts";
import type { Clock } from "../kit/clock.ts";
import { eventRow, type StoredEvent } from "./event-rows.ts";
import { createEvents } from "./events.ts";
import type { StoreTables } from "./tables.ts";

/** What has happened to one request besides its versions. */
export type Stories = {
  /** Its events in order, when its final answer first left for its agent, and the database's clock. */
  of(ref: Ref): Promise<{ readonly facts: readonly StoredEvent[]; readonly fetchedAt?: Millis; readonly now: Millis }>;
  /** Keeps that this responder has looked at the request; once, however often it is called. */
  seen(ref: Ref, responderId: string): Promise<void>;
  /** Keeps that an answer was refused, and why; once for each person and reason. */
  refused(ref: Ref, responderId: string, data: { readonly channel: string; readonly code: string }): Promise<void>;
  /** What became of the earlier requests of its client for the same action. */
  past(request: HumanRequest, since: Millis): Promise<Past>;
};

type Past = {
  readonly approved: number;
  readonly rejected: number;
  readonly other: number;
  readonly lastAt?: Millis;
};

/** So many of the newest are counted. */
const MOST_PAST = 1_000;

export function createStories({ db, clock }: { readonly db: Database; readonly clock: Clock }): Stories {
  const sql = db.query<StoreTables>();
  const events = createEvents({ db });

  const fetched = prepared<Ref, { returned_at: number | null; now: number }>((place) =>
    sql
      .selectFrom("requests")
      .select(["returned_at", db.time.now.as("now")])
      .where("tenant_id", "=", place("tenantId"))
      .where("id", "=", place("id")),
  );

  /** One row however often it is said: its id is made of what it says. */
  async function once({ tenantId, id: subject }: Ref, type: EventType, actor: Actor, data: JsonObject): Promise<void> {
    const id = idOf(digestOf([type, tenantId, subject, { ...actor }, data]));
    const known = await sql
      .selectFrom("events")
      .select("id")
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .executeTakeFirst();
    if (known) return;
    const guard = sql
      .insertInto("events")
      .values(eventRow({ tenantId, id, type, at: clock.now(), subject, actor, data }) as never)
      .onConflict((conflict) => conflict.columns(["tenant_id", "id"]).doNothing())
      .compile();
    await db.write(tenantId, { guard });
  }

  return {
    async of(ref) {
      const [facts, [row]] = await Promise.all([events.of(ref.tenantId, ref.id), db.execute(fetched(ref))]);
      if (!row) return { facts, now: clock.now() };
      return { facts, now: row.now, ...(row.returned_at !== null && { fetchedAt: row.returned_at }) };
    },
    seen: (ref, id) => once(ref, "request.seen", { kind: "responder", id: id as never }, {}),
    refused: (ref, id, data) =>
      once(ref, "press.refused", { kind: "responder", id: id as never }, { request_id: ref.id, ...data }),
    async past({ tenantId, id, definition: { clientId, action } }, since) {
      if (!action) return { approved: 0, rejected: 0, other: 0 };
      const newest = sql
        .selectFrom("requests")
        .select(["outcome", "ended_at"])
        .where("tenant_id", "=", tenantId)
        .where("client_id", "=", clientId)
        .where("action_name", "=", action.name)
        .where("status", "<>", fragment.lit("pending"))
        .where("ended_at", ">=", since)
        .where("id", "<>", id)
        .orderBy("ended_at", "desc")
        .limit(MOST_PAST)
        .as("newest");
      const rows = await sql
        .selectFrom(newest)
        .select(({ fn }) => ["outcome", fn.countAll<number>().as("count"), fn.max("ended_at").as("last")])
        .groupBy("outcome")
        .execute();
      const count = (...outcomes: readonly string[]) =>
        rows.reduce((sum, row) => sum + (outcomes.includes(row.outcome ?? "") ? row.count : 0), 0);
      const all = rows.reduce((sum, row) => sum + row.count, 0);
      const [approved, rejected] = [count("approve", "edit"), count("reject")];
      const last = Math.max(...rows.map((row) => row.last ?? 0));
      return { approved, rejected, other: all - approved - rejected, ...(all > 0 && { lastAt: last }) };
    },
  };
}

/** A UUID of version 8 (RFC 9562, 5.8): made of a digest. */
function idOf(digest: string): string {
  const at = (from: number, to: number) => digest.slice(from, to);
  return `${at(0, 8)}-${at(8, 12)}-8${at(13, 16)}-8${at(17, 20)}-${at(20, 32)}`;
}
