import { sql as fragment, type CompiledQuery } from "kysely";
import type { Database } from "../db/db.ts";
import { prepared } from "../db/prepared.ts";
import type { Keyed, Transition } from "../gate/transition.ts";
import { changing, newRow, type Changing } from "./rows.ts";
import type { RequestsTable, StoreTables } from "./tables.ts";

type Advance = Changing & { readonly tenantId: string; readonly id: string; readonly from: number };
/** How many requests may be pending, the new one included. */
type Room = Pick<Keyed, "mostPending" | "mostInTenant">;
type Timed = Advance & { readonly moment: number };

/** The statements that let at most one transition out of each version commit. Compiled once, since every change runs one. */
export function createGuards({ db }: { db: Database }): (transition: Transition) => CompiledQuery {
  const sql = db.query<StoreTables>();
  const { now } = db.time;

  const advance = <Values extends Advance>(place: <Name extends keyof Values & string>(name: Name) => Values[Name]) =>
    sql
      .updateTable("requests")
      .set({
        version: place("version"),
        status: place("status"),
        outcome: place("outcome"),
        votes: place("votes"),
        notes: place("notes"),
        state: place("state"),
        changed_at: place("changed_at"),
        due_at: place("due_at"),
        ended_at: place("ended_at"),
      })
      .where("tenant_id", "=", place("tenantId"))
      .where("id", "=", place("id"))
      .where("version", "=", place("from"));

  const always = prepared<Advance, unknown>((place) => advance(place));
  const before = prepared<Timed, unknown>((place) => advance<Timed>(place).where(now, "<", place("moment")));
  const from = prepared<Timed, unknown>((place) => advance<Timed>(place).where(now, ">=", place("moment")));

  /** Only while client, API key and tenant have room, and key, code and id are new. */
  const insert = prepared<RequestsTable & Room, unknown>((place) =>
    sql
      .insertInto("requests")
      .columns(columns)
      .expression(
        sql
          .selectNoFrom(({ cast, val }) => columns.map((column) => cast(val(place(column)), types[column]).as(column)))
          .where((build) => {
            if (db.kind === "postgres")
              return fragment<boolean>`has_room(${place("tenant_id")}, ${place("client_id")}, ${place("key_id")}, ${place("mostPending")}, ${place("mostInTenant")})`;
            const pending = build
              .selectFrom("requests")
              .select(({ fn }) => fn.countAll<number>().as("count"))
              .where("tenant_id", "=", place("tenant_id"))
              .where("status", "=", fragment.lit("pending"));
            return build.and([
              build(pending.where("client_id", "=", place("client_id")), "<", place("mostPending")),
              build(pending.where("key_id", "=", place("key_id")), "<", place("mostPending")),
              build(pending, "<", place("mostInTenant")),
            ]);
          }),
      )
      .onConflict((conflict) => conflict.doNothing()),
  );

  return ({ request, within, keyed }) => {
    if (request.version === 1) {
      if (!keyed) throw new Error("a creation names its key, its digest and its client's limit");
      const { mostPending, mostInTenant } = keyed;
      return insert({ ...newRow(request, keyed), mostPending, mostInTenant });
    }
    const values = { ...changing(request), tenantId: request.tenantId, id: request.id, from: request.version - 1 };
    if (!within) return always(values);
    return "before" in within ? before({ ...values, moment: within.before }) : from({ ...values, moment: within.from });
  };
}

/** PostgreSQL takes a parameter that is selected for text unless it is told otherwise. */
const types: Record<keyof RequestsTable, "text" | "bigint"> = {
  tenant_id: "text",
  id: "text",
  version: "bigint",
  status: "text",
  outcome: "text",
  session_id: "text",
  client_id: "text",
  key_id: "text",
  request_type: "text",
  risk: "text",
  code: "text",
  definition: "text",
  policy: "text",
  votes: "text",
  notes: "text",
  state: "text",
  idempotency_key: "text",
  key_derived: "bigint",
  input_digest: "text",
  created_at: "bigint",
  expires_at: "bigint",
  changed_at: "bigint",
  due_at: "bigint",
  ended_at: "bigint",
  returned_at: "bigint",
  action_name: "text",
};

const columns = Object.keys(types) as (keyof RequestsTable)[];
