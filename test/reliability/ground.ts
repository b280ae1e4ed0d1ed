/** Where the servers of a campaign keep their data, and a way to look into it from outside, past the gate. */
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { Client } from "pg";
import type { Settings } from "./nodes.ts";

export type Row = Readonly<Record<string, string | number | null>>;

export type Ground = {
  readonly kind: "sqlite" | "postgres";
  /** Where SQLite's file is. */
  readonly file: string;
  readonly settings: Settings;
  /** The responder's credential; there is one once a server has run here. */
  credential(): string;
  /** Runs one statement past the gate. Writing to SQLite is for while no server runs. */
  query(text: string): Promise<readonly Row[]>;
  remove(): Promise<void>;
};

export type Kind = Ground["kind"];

/** An empty place. `postgres`: a URL with the right to create databases. */
export async function makeGround(kind: Kind, postgres: string, settings: Settings = {}): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), "loopgate-reliability-"));
  const file = join(folder, "loopgate.db");
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  const common = {
    DATA_DIR: folder,
    TERMINAL_ANSWERS: "all",
    MAX_CONCURRENT_REQUESTS: "1000000",
    ...settings,
  };
  const credential = () => readFileSync(join(folder, "operator.token"), "utf8").trim();
  if (kind === "sqlite") {
    const query = async (text: string) => askSqlite(file, text);
    const remove = async () => removeFolder();
    return { kind, file, settings: { ...common, DB_URI: file }, credential, query, remove };
  }
  const database = `reliability_${randomUUID().replaceAll("-", "")}`;
  await askPostgres(postgres, `create database ${database}`);
  const url = new URL(postgres);
  url.pathname = `/${database}`;
  return {
    kind,
    file,
    settings: { ...common, DB_ADAPTER: "postgres", DB_URI: url.href, LOOPGATE_SECRET: "s".repeat(32) },
    credential,
    query: (text) => askPostgres(url.href, text),
    async remove() {
      removeFolder();
      await askPostgres(postgres, `drop database ${database} with (force)`);
    },
  };
}

function askSqlite(file: string, text: string): readonly Row[] {
  if (!existsSync(file)) throw new Error("there is no database file yet");
  const handle = new Sqlite(file, { timeout: 5_000 });
  try {
    const statement = handle.prepare<unknown[], Row>(text);
    if (statement.reader) return statement.all();
    statement.run();
    return [];
  } finally {
    handle.close();
  }
}

async function askPostgres(url: string, text: string): Promise<readonly Row[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {}); // Its query rejects with it.
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/**
 * On PostgreSQL the leases of a killed process end now instead of in 15 s (who receives for the bot) and 30 s (jobs): what a
 * campaign would otherwise only wait for. On SQLite the next server does that itself. To be called while no server runs.
 */
export async function endLeases(ground: Ground): Promise<void> {
  if (ground.kind === "sqlite") return;
  await ground.query("update leases set until = 0");
  await endJobLeases(ground);
}

/** The same for jobs alone: one whose end could not be stored is done again once its lease is over. */
export async function endJobLeases(ground: Ground): Promise<void> {
  await ground.query("update jobs set leased_until = 0");
}
