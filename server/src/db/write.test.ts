import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import { sql } from "kysely";
import type { Database } from "./db.ts";
import type { Rows } from "./engine.ts";
import type { Migration } from "./migrate.ts";

type Tables = {
  readonly things: { readonly tenant_id: string; readonly id: string; readonly version: number };
  readonly facts: { readonly tenant_id: string; readonly id: string; readonly text: string };
};

const thingsMigration: Migration = {
  name: "0001_things",
  tables: ["things", "facts"],
  async up(db) {
    await sql`create table things (tenant_id text not null, id text not null, version bigint not null, primary key (tenant_id, id))`.execute(
      db,
    );
    await sql`create table facts (tenant_id text not null, id text not null, text text not null, primary key (tenant_id, id))`.execute(
      db,
    );
  },
};

const insertThing = (db: Database, id: string) =>
  db.query<Tables>().insertInto("things").values({ tenant_id: "t", id, version: 1 }).compile();

const advance = (db: Database, id: string, from: number) =>
  db
    .query<Tables>()
    .updateTable("things")
    .set({ version: from + 1 })
    .where("tenant_id", "=", "t")
    .where("id", "=", id)
    .where("version", "=", from)
    .compile();

const fact = (...ids: string[]): Rows => ({
  into: "facts",
  values: ids.map((id) => ({ tenant_id: "t", id, text: "ä 'x' \"y\"" })),
});

const facts = (db: Database) =>
  db.query<Tables>().selectFrom("facts").selectAll().where("tenant_id", "=", "t").orderBy("id").execute();

describeEachDatabase("the write", [thingsMigration], (databases) => {
  test("of fifty writers with one guard exactly one wins, and only its rows exist", async () => {
    const db = await databases.open();
    await db.write("t", { guard: insertThing(db, "a") });
    const tries = Array.from({ length: 50 }, (_, n) =>
      db.write("t", { guard: advance(db, "a", 1), rows: [fact(`f${n}`, `g${n}`)] }),
    );
    const won = (await Promise.all(tries)).filter(Boolean);
    expect(won).toHaveLength(1);
    expect(await facts(db)).toHaveLength(2);
  });

  test("text arrives as it was given, whatever stands in it", async () => {
    const db = await databases.open();
    await db.write("t", { guard: insertThing(db, "a"), rows: [fact("one")] });
    expect(await facts(db)).toEqual([{ tenant_id: "t", id: "one", text: "ä 'x' \"y\"" }]);
  });

  test("a write that breaks a rule of the schema leaves nothing, and its neighbours whole", async () => {
    const db = await databases.open();
    const [first, broken, last] = await Promise.allSettled([
      db.write("t", { guard: insertThing(db, "a"), rows: [fact("one")] }),
      db.write("t", { guard: insertThing(db, "b"), rows: [fact("two", "two")] }),
      db.write("t", { guard: insertThing(db, "c"), rows: [fact("three")] }),
    ]);
    expect([first.status, broken.status, last.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect((await facts(db)).map(({ id }) => id)).toEqual(["one", "three"]);
    const things = await db
      .query<Tables>()
      .selectFrom("things")
      .select("id")
      .where("tenant_id", "=", "t")
      .orderBy("id")
      .execute();
    expect(things.map(({ id }) => id)).toEqual(["a", "c"]);
  });

  test("hints are sent for a write that was made, never for one whose guard met nothing", async () => {
    const db = await databases.open();
    const heard: unknown[] = [];
    db.wakeups.on("thing", (keys) => heard.push(keys));
    const before = heard.length;
    await db.write("t", { guard: advance(db, "none", 1), wake: [{ topic: "thing", key: "none" }] });
    await db.write("t", { guard: insertThing(db, "a"), wake: [{ topic: "thing", key: "a" }] });
    expect(heard.slice(before).filter((keys) => keys !== "all")).toEqual([["a"]]);
  });

  test("rows that depend on a row of another table exist only where the tenant has it", async () => {
    const db = await databases.open();
    const where = (tenant: string, ids: readonly string[]) => ({
      table: "things",
      has: { tenant_id: [tenant], id: ids },
    });
    const made = async (id: string, name: string, ...ids: string[]) =>
      db.write("t", { guard: insertThing(db, id), rows: [{ ...fact(name), where: where("t", ids) }] });
    expect(await made("a", "none", "x", "y")).toBe(true);
    expect(await made("b", "some", "x", "a")).toBe(true);
    expect((await facts(db)).map(({ id }) => id)).toEqual(["some"]);
    const foreign = { ...fact("other"), where: where("other", ["a"]) };
    await expect(db.write("t", { guard: insertThing(db, "c"), rows: [foreign] })).rejects.toThrow("mixes tenants");
  });

  test("rows or a guard of another tenant are refused", async () => {
    const db = await databases.open();
    await expect(db.write("other", { guard: insertThing(db, "a") })).rejects.toThrow("mixes tenants");
    const stranger = { into: "facts", values: [{ tenant_id: "other", id: "x", text: "" }] };
    await expect(db.write("t", { guard: insertThing(db, "a"), rows: [stranger] })).rejects.toThrow("mixes tenants");
    expect(await facts(db)).toEqual([]);
  });
});
