import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { sql } from "kysely";
import { afterAll, describe, expect, test } from "vitest";
import { testDatabases } from "../../../test/databases.ts";
import { Unavailable } from "../kit/failures.ts";
import { CommitUnknown } from "./commit-unknown.ts";
import type { Database } from "./db.ts";
import type { Migration } from "./migrate.ts";

type Tables = { readonly things: { readonly tenant_id: string; readonly id: string; readonly at: number } };

const migration: Migration = {
  name: "0001",
  tables: ["things"],
  async up(db) {
    await sql`create table things (tenant_id text, id text, at bigint, primary key (tenant_id, id))`.execute(db);
  },
};

const insert = (db: Database, id: string, at = 0) =>
  db.query<Tables>().insertInto("things").values({ tenant_id: "t", id, at }).compile();
const ids = async (db: Database) =>
  (await db.query<Tables>().selectFrom("things").select("id").where("tenant_id", "=", "t").orderBy("id").execute()).map(
    ({ id }) => id,
  );

describe("PostgreSQL", () => {
  const databases = testDatabases("PostgreSQL", [migration]);
  const cleanups: (() => void)[] = [];
  afterAll(() => cleanups.forEach((cleanup) => cleanup()));

  test("whole numbers come back as numbers, and one that a double does not hold is refused", async () => {
    const db = await databases.open();
    await db.write("t", { guard: insert(db, "a", 1_764_000_000_000) });
    expect(await db.query<Tables>().selectFrom("things").select("at").where("tenant_id", "=", "t").execute()).toEqual([
      { at: 1_764_000_000_000 },
    ]);
    await sql`update things set at = 9007199254740993`.execute(db.withoutTenant("retention"));
    await expect(
      db.query<Tables>().selectFrom("things").select("at").where("tenant_id", "=", "t").execute(),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining("a double does not") } });
  });

  test("a connection that is cut while a write is on its way makes the write unknown, and the next one is served", async () => {
    const db = await databases.open();
    await sql`create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(30); return new; end $$`.execute(
      db.withoutTenant("retention"),
    );
    await sql`create trigger slow before insert on things for each row when (new.id = 'slow') execute function slow()`.execute(
      db.withoutTenant("retention"),
    );
    const write = db.write("t", { guard: insert(db, "slow") });
    const outcome = write.catch((error: unknown) => error);
    await expect
      .poll(async () => {
        const { rows } = await sql<{ cut: boolean }>`
          select pg_terminate_backend(pid) as cut from pg_stat_activity
          where datname = current_database() and wait_event = 'PgSleep'`.execute(db.withoutTenant("retention"));
        return rows.length;
      })
      .toBe(1);
    expect(await outcome).toBeInstanceOf(CommitUnknown);
    await db.write("t", { guard: insert(db, "after") });
    expect(await ids(db)).toEqual(["after"]);
  });

  test("a server that cannot be reached is `unavailable` at work, and a refused start with a sentence", async () => {
    const place = await databases.place();
    const proxy = await openProxy(new URL(place.uri ?? ""));
    cleanups.push(proxy.close);
    const db = await databases.open({ ...place, uri: proxy.uri });
    proxy.close();
    const write = db.write("t", { guard: insert(db, "a") });
    await expect(write).rejects.toBeInstanceOf(Unavailable);
    await expect(databases.open({ ...place, uri: proxy.uri })).rejects.toThrow("cannot be reached by DB_URI");
  });

  test("an answer that is lost after the commit makes the write unknown, although it is saved", async () => {
    const place = await databases.place();
    const proxy = await openProxy(new URL(place.uri ?? ""));
    cleanups.push(proxy.close);
    const direct = await databases.open(place);
    const db = await databases.open({ ...place, uri: proxy.uri, connections: 1 });
    await ids(db);
    proxy.loseAnswers();
    const outcome = db.write("t", { guard: insert(db, "a") }).catch((error: unknown) => error);
    await expect.poll(() => ids(direct)).toEqual(["a"]);
    proxy.close();
    expect(await outcome).toBeInstanceOf(CommitUnknown);
  });

  test("a server that may lose acknowledged commits is refused", async () => {
    const place = await databases.place();
    const name = new URL(place.uri ?? "").pathname.slice(1);
    const db = await databases.open(place);
    await sql`alter database ${sql.id(name)} set synchronous_commit = off`.execute(db.withoutTenant("retention"));
    await expect(databases.open(place)).rejects.toThrow("synchronous_commit");
  });
});

/** Stands between program and server, and can swallow what the server answers. */
async function openProxy(target: URL): Promise<{ readonly uri: string; loseAnswers(): void; close(): void }> {
  let deaf = false;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
    client.pipe(upstream);
    upstream.on("data", (chunk) => {
      if (!deaf) client.write(chunk);
    });
    upstream.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const uri = new URL(target);
  uri.port = String((server.address() as AddressInfo).port);
  return {
    uri: uri.href,
    loseAnswers: () => void (deaf = true),
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
