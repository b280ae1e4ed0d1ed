import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog } from "../kit/log.ts";
import { systemClock } from "../kit/clock.ts";
import { systemIds } from "../kit/ids.ts";
import { openDatabase, type Database } from "./db.ts";
import { unscopedLookups } from "./tenancy.ts";

type Tables = {
  readonly things: { readonly tenant_id: string; readonly id: string; readonly size: number };
  readonly parts: { readonly tenant_id: string; readonly id: string; readonly thing_id: string };
  readonly lamps: { readonly name: string };
};

let db: Database;
beforeAll(async () => {
  const up = async (kysely: Parameters<Database["migrations"][number]["up"]>[0]) => {
    await sql`create table things (tenant_id text, id text, size bigint, primary key (tenant_id, id))`.execute(kysely);
    await sql`create table parts (tenant_id text, id text, thing_id text)`.execute(kysely);
    await sql`create table lamps (name text primary key)`.execute(kysely);
  };
  const migrations = [{ name: "0001", tables: ["things", "parts", "lamps"], tenantless: ["lamps"], up }];
  const log = createLog({ level: "silent" });
  db = await openDatabase({ adapter: "memory", clock: systemClock, ids: systemIds(systemClock), log, migrations });
});
afterAll(() => db.close());

const query = () => db.query<Tables>();
const refused = "could reach another tenant";

describe("a statement on a tenant's table is refused", () => {
  const statements = {
    "select without a condition": () => query().selectFrom("things").selectAll(),
    "select by another column": () => query().selectFrom("things").selectAll().where("id", "=", "a"),
    "select by tenant or something else": () =>
      query()
        .selectFrom("things")
        .selectAll()
        .where(({ or, eb }) => or([eb("tenant_id", "=", "t"), eb("id", "=", "a")])),
    "select by not this tenant": () => query().selectFrom("things").selectAll().where("tenant_id", "!=", "t"),
    "select by tenant_id = tenant_id": () =>
      query().selectFrom("things").selectAll().whereRef("tenant_id", "=", "tenant_id"),
    "join whose second table is free": () =>
      query()
        .selectFrom("things")
        .innerJoin("parts", "parts.thing_id", "things.id")
        .select("parts.id")
        .where("things.tenant_id", "=", "t"),
    "left join whose condition names the tenant of the first table only there": () =>
      query()
        .selectFrom("things")
        .leftJoin("parts", (join) => join.on("parts.tenant_id", "=", "t").on("things.tenant_id", "=", "t"))
        .select("things.id"),
    "two tables tied only to each other": () =>
      query().selectFrom("things").innerJoin("parts", "parts.tenant_id", "things.tenant_id").select("parts.id"),
    "sub-query that is free": () =>
      query()
        .selectFrom("things")
        .selectAll()
        .where("tenant_id", "=", "t")
        .where("id", "in", ({ selectFrom }) => selectFrom("parts").select("thing_id")),
    "common table expression that is free": () =>
      query()
        .with("all_parts", (from) => from.selectFrom("parts").select("id"))
        .selectFrom("all_parts")
        .selectAll(),
    "union whose second half is free": () =>
      query()
        .selectFrom("things")
        .select("id")
        .where("tenant_id", "=", "t")
        .union(query().selectFrom("parts").select("id")),
    "update of everything": () => query().updateTable("things").set({ size: 1 }),
    "delete by id": () => query().deleteFrom("things").where("id", "=", "a"),
    "insert without the column": () =>
      query()
        .insertInto("things")
        .values({ id: "a", size: 1 } as Tables["things"]),
    "fragment that hides a query": () =>
      query()
        .selectFrom("things")
        .select(sql<number>`(select count(*) from parts)`.as("count"))
        .where("tenant_id", "=", "t"),
  };

  test.each(Object.entries(statements))("%s", async (_, build) => {
    await expect(async () => build().execute()).rejects.toThrow(refused);
  });
});

test("raw text is refused, however it comes", async () => {
  await expect(sql`select * from things`.execute(query())).rejects.toThrow(refused);
  const { compile } = query().selectFrom("lamps").selectAll();
  const stranger = { ...compile.call(query().selectFrom("lamps").selectAll()), query: { kind: "RawNode" } };
  await expect(db.execute(stranger as never)).rejects.toThrow("did not build");
});

test("statements that name one tenant run, also joined, nested and renamed", async () => {
  await query().insertInto("things").values({ tenant_id: "t", id: "a", size: 1 }).execute();
  await query().insertInto("parts").values({ tenant_id: "t", id: "p", thing_id: "a" }).execute();
  const joined = query()
    .selectFrom("things as thing")
    .innerJoin("parts", (join) =>
      join.onRef("parts.thing_id", "=", "thing.id").onRef("parts.tenant_id", "=", "thing.tenant_id"),
    )
    .select(["thing.id", "parts.id as part"])
    .where("thing.tenant_id", "=", "t");
  expect(await joined.execute()).toEqual([{ id: "a", part: "p" }]);
  const nested = query()
    .selectFrom("things")
    .select("id")
    .where("tenant_id", "=", "t")
    .where(({ exists, selectFrom }) =>
      exists(selectFrom("parts").select("parts.id").whereRef("parts.tenant_id", "=", "things.tenant_id")),
    );
  expect(await nested.execute()).toEqual([{ id: "a" }]);
  expect(await query().selectFrom("lamps").selectAll().execute()).toEqual([]);
});

test("the look-ups that start without a tenant are these and no others", () => {
  expect(unscopedLookups).toEqual([
    "token hash",
    "key hash",
    "code hash",
    "OAuth token hash",
    "memberships of an account",
    "identity",
    "inbox identities",
    "prompt",
    "due requests",
    "due jobs",
    "ended requests",
    "unsealed events",
    "retention",
    "restore",
  ]);
});
