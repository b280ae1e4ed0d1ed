import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { describeEachDatabase, testDatabases } from "../../../test/databases.ts";
import { StartRefused } from "../kit/failures.ts";
import type { Migration } from "./migrate.ts";

const first: Migration = {
  name: "0001",
  tables: ["things"],
  async up(db) {
    await sql`create table things (tenant_id text not null, id text not null, primary key (tenant_id, id))`.execute(db);
  },
};
const second: Migration = {
  name: "0002",
  tables: [],
  async up(db) {
    await sql`alter table things add column size bigint not null default 7`.execute(db);
  },
};
const broken: Migration = {
  name: "0003",
  tables: [],
  async up(db) {
    await sql`alter table things add column colour text`.execute(db);
    await sql`alter table nothing add column colour text`.execute(db);
  },
};

type Tables = {
  readonly things: {
    readonly tenant_id: string;
    readonly id: string;
    readonly size?: number;
    readonly colour?: string;
  };
};

describeEachDatabase(
  "migrations",
  [first],
  (databases) => {
    test("each is run once, also when a later program brings another", async () => {
      const place = await databases.place();
      const old = await databases.open(place);
      await old.query<Tables>().insertInto("things").values({ tenant_id: "t", id: "a" }).execute();
      await old.close();
      await (await databases.open({ ...place, migrations: [first, second] })).close();
      const db = await databases.open({ ...place, migrations: [first, second] });
      const rows = db.query<Tables>().selectFrom("things").selectAll().where("tenant_id", "=", "t");
      expect(await rows.execute()).toEqual([{ tenant_id: "t", id: "a", size: 7 }]);
    });

    test("a database that a newer program has changed is refused with a sentence", async () => {
      const place = await databases.place();
      await (await databases.open({ ...place, migrations: [first, second] })).close();
      const older = databases.open(place);
      await expect(older).rejects.toBeInstanceOf(StartRefused);
      await expect(older).rejects.toThrow("newer Loopgate (0002)");
    });

    test("one that fails leaves nothing of itself", async () => {
      const place = await databases.place();
      await expect(databases.open({ ...place, migrations: [first, broken] })).rejects.toThrow("nothing");
      const db = await databases.open(place);
      expect(await db.query<Tables>().selectFrom("things").selectAll().where("tenant_id", "=", "t").execute()).toEqual(
        [],
      );
      await expect(
        db.query<Tables>().selectFrom("things").select("colour").where("tenant_id", "=", "t").execute(),
      ).rejects.toThrow("colour");
    });
  },
  ["SQLite file", "PostgreSQL"],
);

describe("migrations by several nodes", () => {
  const databases = testDatabases("PostgreSQL", [first]);
  test("four nodes that start at once run each of them once", async () => {
    const place = await databases.place();
    const four = Array.from({ length: 4 }, () => databases.open({ ...place, migrations: [first, second] }));
    const [db] = await Promise.all(four);
    if (!db) throw new Error("no node has started");
    const { rows } = await sql<{ name: string }>`select name from migrations order by name`.execute(
      db.withoutTenant("retention"),
    );
    expect(rows).toEqual([{ name: "0001" }, { name: "0002" }]);
  });
});
