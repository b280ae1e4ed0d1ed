/** A whole gate in this process, called as HTTP calls it, and looked at from behind: what rows are there. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { Client } from "pg";
import { readConfig } from "../../server/src/config.ts";
import { systemClock } from "../../server/src/kit/clock.ts";
import { systemIds } from "../../server/src/kit/ids.ts";
import { createLog } from "../../server/src/kit/log.ts";
import { createLoopgate } from "../../server/src/main.ts";

export type House = {
  /** Path from `/`, with its query. */
  call(path: string, init?: Call): Promise<Answer>;
  /** The responder's credential at this machine. */
  readonly credential: string;
  /** The sign-in of an account. */
  readonly token: string;
  /** How many rows say what agents and people did; what the clock alone does is not among them. */
  facts(): Promise<string>;
  /** A name that nobody has had. */
  fresh(prefix: string): string;
  close(): Promise<void>;
};

export type Call = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
};

export type Answer = { readonly status: number; readonly type: string; readonly text: string };

const port = 8080;
const tables = ["requests", "sessions", "deliveries", "responders", "identities"];
const counting = `select ${[
  "(select count(*) from events where type not in ('request.timeout', 'delivery.failed'))",
  ...tables.map((table) => `(select count(*) from ${table})`),
].join(" || ' ' || ")} as facts`;

/** On an SQLite file of its own; with `uri` on that empty PostgreSQL database. */
export async function openHouse(uri?: string): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), "loopgate-properties-"));
  const config = readConfig({
    DATA_DIR: folder,
    LOG_LEVEL: "silent",
    RATE_LIMIT: "10000000",
    MAX_CONCURRENT_REQUESTS: "1000000",
    TERMINAL_ANSWERS: "all",
    LOOPGATE_SECRET: "a secret of the properties, long enough to be one",
    ...(uri !== undefined && { DB_ADAPTER: "postgres", DB_URI: uri }),
  });
  const world = { clock: systemClock, ids: systemIds(systemClock), log: createLog({ level: "silent" }) };
  const loopgate = await createLoopgate(config, world, () => port);
  await loopgate.start();
  const view = uri === undefined ? viewSqlite(config.database.uri) : await viewPostgres(uri);

  const call: House["call"] = async (path, { method = "GET", headers = {}, body } = {}) => {
    const request = new Request(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { host: `127.0.0.1:${port}`, ...headers },
      ...(body !== undefined && { body }),
    });
    const answer = await loopgate.app.fetch(request);
    return { status: answer.status, type: answer.headers.get("content-type") ?? "", text: await answer.text() };
  };

  return {
    call,
    token: await signIn(call),
    credential: readFileSync(join(folder, "operator.token"), "utf8").trim(),
    fresh: (prefix) => `${prefix}-${randomUUID()}`,
    facts: view.facts,
    async close() {
      await loopgate.close();
      await view.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Registers an account, and signs in. */
async function signIn(call: House["call"]): Promise<string> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ username: "properties", password: "A long pass phrase 1" });
  await call("/api/auth/register", { method: "POST", headers, body });
  const { text } = await call("/api/auth/login", { method: "POST", headers, body });
  return (JSON.parse(text) as { readonly token: string }).token;
}

type View = { facts(): Promise<string>; close(): Promise<void> };

function viewSqlite(file: string): View {
  const handle = new Sqlite(file, { readonly: true });
  const statement = handle.prepare<[], { facts: string }>(counting);
  return {
    facts: () => Promise.resolve(statement.get()?.facts ?? ""),
    close: () => Promise.resolve(void handle.close()),
  };
}

async function viewPostgres(uri: string): Promise<View> {
  const client = new Client(uri);
  await client.connect();
  return {
    facts: async () => String((await client.query<{ facts: string }>(counting)).rows[0]?.facts),
    close: () => client.end(),
  };
}
