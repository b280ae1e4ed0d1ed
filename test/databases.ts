import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, describe, inject } from "vitest";
import { openDatabase, type Database, type DatabaseOptions } from "../server/src/db/db.ts";
import type { Migration } from "../server/src/db/migrate.ts";
import { systemClock } from "../server/src/kit/clock.ts";
import { systemIds } from "../server/src/kit/ids.ts";
import { createLog } from "../server/src/kit/log.ts";

export type Place = Pick<DatabaseOptions, "adapter" | "uri">;

/** Databases of one kind for the tests of one suite; all are closed and removed when it ends. */
export type TestDatabases = {
  readonly name: "SQLite file" | "SQLite memory" | "PostgreSQL";
  /** An empty place that nothing has opened. */
  place(): Promise<Place>;
  /** A fresh database with the suite's schema, or one more node on `options`' place. */
  open(options?: Partial<DatabaseOptions>): Promise<Database>;
};

const adapters = { "SQLite file": "sqlite", "SQLite memory": "memory", PostgreSQL: "postgres" } as const;
type Name = keyof typeof adapters;

/** Runs one suite on SQLite in a file, SQLite in memory and PostgreSQL, or on those of them that are named. */
export function describeEachDatabase(
  suite: string,
  migrations: readonly Migration[],
  tests: (databases: TestDatabases) => void,
  names: readonly Name[] = ["SQLite file", "SQLite memory", "PostgreSQL"],
): void {
  describe.each(names)(`${suite} on %s`, (name) => tests(testDatabases(name, migrations)));
}

/** Must be called inside a `describe`, since it cleans up after it. */
export function testDatabases(name: Name, migrations: readonly Migration[]): TestDatabases {
  const opened: Database[] = [];
  const removals: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const db of opened) await db.close();
    for (const remove of removals) await remove();
  });

  const place = async (template?: string): Promise<Place> => {
    if (name === "PostgreSQL") return createPostgres(template, removals);
    if (name === "SQLite memory") return { adapter: "memory" };
    const folder = mkdtempSync(join(tmpdir(), "loopgate-test-"));
    removals.push(async () => rmSync(folder, { recursive: true, force: true }));
    return { adapter: "sqlite", uri: join(folder, "loopgate.db") };
  };

  return {
    name,
    place: () => place(),
    async open(options = {}) {
      const ready = options.adapter ? {} : await place(await templateOf(name, options.migrations ?? migrations));
      const db = await openDatabase({
        adapter: adapters[name],
        clock: systemClock,
        ids: systemIds(systemClock),
        log: createLog({ level: "silent" }),
        migrations,
        connections: 5,
        ...ready,
        ...options,
      });
      opened.push(db);
      return db;
    },
  };
}

async function createPostgres(template: string | undefined, removals: (() => Promise<void>)[]): Promise<Place> {
  const database = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(`create database ${database}${template ? ` template ${template}` : ""}`);
  removals.push(() => administer(`drop database ${database} with (force)`));
  return { adapter: "postgres", uri: urlOf(database) };
}

/** A database with the schema, made once a run and copied for each test: a copy is faster than the migrations. */
async function templateOf(name: Name, migrations: readonly Migration[]): Promise<string | undefined> {
  if (name !== "PostgreSQL") return undefined;
  const steps = migrations.map((step) => step.name + step.up.toString()).join("\n");
  const template = `template_${createHash("sha256").update(steps).digest("hex").slice(0, 16)}`;
  await withClient(inject("postgres"), async (client) => {
    await client.query("select pg_advisory_lock(1)"); // Test files run side by side; freed with the connection.
    const { rowCount } = await client.query("select from pg_database where datname = $1", [template]);
    if (rowCount) return;
    await client.query(`create database ${template}_new`);
    await migrated(urlOf(`${template}_new`), migrations);
    await client.query(`alter database ${template}_new rename to ${template}`);
  });
  return template;
}

async function migrated(uri: string, migrations: readonly Migration[]): Promise<void> {
  const ids = systemIds(systemClock);
  const log = createLog({ level: "silent" });
  const db = await openDatabase({ adapter: "postgres", uri, clock: systemClock, ids, log, migrations });
  await db.close();
}

function urlOf(database: string): string {
  const url = new URL(inject("postgres"));
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs one statement on the run's own database. */
async function administer(text: string): Promise<void> {
  await withClient(inject("postgres"), (client) => client.query(text));
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
