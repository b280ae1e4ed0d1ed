import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { Unavailable } from "../kit/failures.ts";
import { systemClock } from "../kit/clock.ts";
import { systemIds } from "../kit/ids.ts";
import { createLog } from "../kit/log.ts";
import { openDatabase, type Database, type DatabaseOptions } from "./db.ts";
import { lockFile } from "./lockfile.ts";
import { assertDurable, makeDurable } from "./sqlite.ts";

type Tables = { readonly things: { readonly tenant_id: string; readonly id: string; readonly body: string } };

const folder = mkdtempSync(join(tmpdir(), "loopgate-sqlite-"));
const opened: Database[] = [];
afterAll(async () => {
  for (const db of opened) await db.close();
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;
const newFile = () => join(folder, `${++files}.db`);

async function open(file: string, options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const up: DatabaseOptions["migrations"][number]["up"] = async (db) => {
    await sql`create table things (tenant_id text, id text, body text, primary key (tenant_id, id))`.execute(db);
  };
  const db = await openDatabase({
    adapter: "sqlite",
    uri: file,
    clock: systemClock,
    ids: systemIds(systemClock),
    log: createLog({ level: "silent" }),
    migrations: [{ name: "0001", tables: ["things"], up }],
    ...options,
  });
  opened.push(db);
  return db;
}

const insert = (db: Database, id: string, body = "") =>
  db.query<Tables>().insertInto("things").values({ tenant_id: "t", id, body }).compile();

const countIn = (file: string) => {
  const reader = new Sqlite(file, { readonly: true });
  const row = reader.prepare<[], { count: number }>("select count(*) as count from things").get();
  reader.close();
  return row?.count;
};

test("every commit waits for the disk, and a connection that does not is found out", () => {
  const file = newFile();
  const first = new Sqlite(file);
  first.exec("pragma journal_mode = wal; create table t (x)");
  first.close();
  const handle = new Sqlite(file);
  handle.prepare("select * from t").all();
  expect(() => assertDurable(handle, file)).toThrow("synchronous=FULL");
  makeDurable(handle, file);
  expect(handle.pragma("synchronous", { simple: true })).toBe(2);
  handle.close();
});

test("nobody is answered before the commit: another connection sees what was acknowledged, at once", async () => {
  const file = newFile();
  const db = await open(file);
  const seen: (number | undefined)[] = [];
  const writes = ["a", "b", "c"].map((id) =>
    db.write("t", { guard: insert(db, id) }).then(() => seen.push(countIn(file))),
  );
  expect(countIn(file)).toBe(0);
  await Promise.all(writes);
  expect(seen).toEqual([3, 3, 3]);
});

test("writes of one turn share a commit", async () => {
  const file = newFile();
  const db = await open(file);
  const pages = () => statSync(`${file}-wal`).size / 4_096;
  await db.write("t", { guard: insert(db, "first") });
  const before = pages();
  await Promise.all(Array.from({ length: 40 }, (_, n) => db.write("t", { guard: insert(db, `k${n}`) })));
  // Forty commits would add at least forty pages to the log, one for each.
  expect(pages() - before).toBeLessThan(20);
});

test("when the disk is full every write of the group is refused and none is half done", async () => {
  const db = await open(newFile());
  await db.write("t", { guard: insert(db, "before") });
  const kysely = db.withoutTenant("retention");
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(kysely);
  await sql`pragma max_page_count = ${sql.lit((rows[0]?.page_count ?? 0) + 2)}`.execute(kysely);
  const big = "x".repeat(50_000);
  const writes = ["a", "b", "c"].map((id) =>
    db.write("t", {
      guard: insert(db, id),
      rows: [{ into: "things", values: [{ tenant_id: "t", id: `${id}2`, body: big }] }],
    }),
  );
  for (const result of await Promise.allSettled(writes)) {
    expect(result.status).toBe("rejected");
    expect(result.status === "rejected" && result.reason).toMatchObject({ name: "Unavailable", code: "unavailable" });
  }
  const left = await db.query<Tables>().selectFrom("things").select("id").where("tenant_id", "=", "t").execute();
  expect(left).toEqual([{ id: "before" }]);
  await sql`pragma max_page_count = 1000000`.execute(kysely);
  expect(await db.write("t", { guard: insert(db, "a", big) })).toBe(true);
});

test("more writes than the queue holds are refused as overload, and the others are made", async () => {
  const db = await open(newFile(), { queueLimit: 10 });
  const writes = Array.from({ length: 15 }, (_, n) => db.write("t", { guard: insert(db, `k${n}`) }));
  const results = await Promise.allSettled(writes);
  const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  expect(refused).toHaveLength(5);
  expect(refused.every((error) => error instanceof Unavailable && error.code === "overloaded")).toBe(true);
});

test("what waits when the database is closed is still committed, what comes later is refused", async () => {
  const file = newFile();
  const db = await open(file);
  const write = db.write("t", { guard: insert(db, "a") });
  await db.close();
  expect(await write).toBe(true);
  await expect(db.write("t", { guard: insert(db, "b") })).rejects.toBeInstanceOf(Unavailable);
  expect(countIn(file)).toBe(1);
});

test("a second process on the same file is refused with a sentence, and let in when the first has gone", async () => {
  const file = newFile();
  const db = await open(file);
  expect(() => lockFile(file)).toThrow(/Another Loopgate uses .*\.db: stop it first/);
  const script = join(folder, "second.mjs");
  const module = JSON.stringify(import.meta.resolve("./lockfile.ts"));
  writeFileSync(
    script,
    `import { lockFile } from ${module}; try { lockFile(process.argv[2]); console.log("in"); } catch (e) { console.log(e.name); }`,
  );
  const second = () => execFileSync(process.execPath, [script, file], { encoding: "utf8", stdio: "pipe" }).trim();
  expect(second()).toBe("StartRefused");
  await db.close();
  expect(second()).toBe("in");
});

test("a file that cannot be opened is refused with a sentence", async () => {
  await expect(open(join(folder, "missing", "x.db"))).rejects.toThrow(/folder exists/);
});
