import { Client, Pool, type ClientConfig, type PoolClient, type PoolConfig } from "pg";
import type { QueryResult } from "kysely";
import type { Clock } from "../kit/clock.ts";
import { StartRefused } from "../kit/failures.ts";
import type { Log } from "../kit/log.ts";
import type { Engine, Row, Run, Statement, Value } from "./engine.ts";
import { connectionLost, notConnected, translated } from "./postgres-failures.ts";
import { postgresSnapshot } from "./postgres-snapshot.ts";
import { textOf, type NamedStatement } from "./postgres-batch.ts";
import { createLane } from "./postgres-lane.ts";
import { guardedStatement } from "./postgres-write.ts";
import { given } from "./time.ts";

export type PostgresOptions = {
  readonly connection: ClientConfig;
  readonly clock: Clock;
  readonly log: Log;
  /** Connections of this process to the server, but for one that listens. */
  readonly connections?: number;
  readonly queueLimit?: number;
};

export type Postgres = Engine & {
  /** A connection of its own, not yet open; the caller ends it. */
  client(): Client;
};

/** The number under which all nodes take turns at migrations; any other would do. */
const turnLock = 7_203_514_662;

/** PostgreSQL by a pool. Every statement commits by itself, so no connection is ever held while the program thinks. */
export async function openPostgres({
  connection,
  clock,
  log,
  connections = 10,
  queueLimit = 2_000,
}: PostgresOptions): Promise<Postgres> {
  const config = withLimits(connection);
  const pool = new Pool({ ...config, max: connections });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", (error) => log.warn("An idle database connection broke.", { part: "db", error }));
  // One that breaks in use tells its query, and emits the same again.
  pool.on("connect", (client) => client.on("error", () => {}));
  const names = statementNames();

  const query = async (client: PoolClient | Client, { sql, parameters }: Statement) => {
    const name = names(sql);
    const answer = await client.query<Row>({ text: sql, values: given(parameters, clock), ...(name ? { name } : {}) });
    return { rows: answer.rows, numAffectedRows: BigInt(answer.rowCount ?? 0) } satisfies QueryResult<Row>;
  };

  const run: Run = async (statement) => {
    const client = await connect(pool);
    try {
      const result = await query(client, statement);
      client.release();
      return result;
    } catch (error) {
      client.release(connectionLost(error));
      throw translated(error);
    }
  };

  const bind = (statement: Statement): NamedStatement => ({
    // Names of their own: the driver keeps account of the statements that it prepared itself on the same connections.
    name: names(statement.sql)?.replace("s", "b") ?? "",
    text: statement.sql,
    values: given(statement.parameters, clock).map(textOf),
  });
  const lane = (of: { readonly shared: boolean; readonly connections: number; readonly longest: number }) =>
    createLane({ connect: () => connect(pool), alone: run, bind, parserOf: typeParser, limit: queueLimit, ...of });
  const reads = lane({ shared: true, connections: 2, longest: 100 });
  const writes = lane({ shared: false, connections: 3, longest: 6 });

  await assertDurable(run, () => pool.end());

  return {
    kind: "postgres",
    run,
    read: reads,
    write: async (write) => (await writes(guardedStatement(write))).rows.length > 0,
    async alone(work) {
      const client = new Client(config);
      client.on("error", () => {}); // Its query rejects with it.
      await client.connect().catch(notConnected);
      try {
        await client.query("begin");
        // Waiting for one's turn may take as long as another node's migration.
        await client.query("set local statement_timeout = 0");
        await client.query("select pg_advisory_xact_lock($1)", [turnLock]);
        const result = await work((statement) => query(client, statement));
        await client.query("commit");
        return result;
      } finally {
        await client.end().catch(() => {});
      }
    },
    snapshot: () => postgresSnapshot(new Client(config)),
    client: () => new Client(config),
    close: () => pool.end(),
  };
}

/** Nothing waits for ever: not for a connection, not for an answer, not inside a transaction. All in milliseconds. */
function withLimits(connection: ClientConfig): PoolConfig {
  return {
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
    query_timeout: 15_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    application_name: "loopgate",
    types: { getTypeParser: typeParser },
    ...connection,
    // The statements are few and find their rows by key: planning them anew each time costs a quarter of the whole.
    options: ["-c plan_cache_mode=force_generic_plan", connection.options].filter(Boolean).join(" "),
  };
}

/** The oid of `bigint`, which the driver would hand over as text. */
const int8 = 20;

function typeParser(oid: number): (text: string) => Value {
  if (oid === int8) return safeInteger;
  return (text) => (oid === 21 || oid === 23 ? Number(text) : text);
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error("the database holds a whole number that a double does not");
  return value;
}

async function connect(pool: Pool): Promise<PoolClient> {
  return pool.connect().catch(notConnected);
}

/** Every text is planned once a connection; a limit, since the server keeps each for the connection's life. */
function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known || names.size >= 300) return known;
    const name = `s${names.size}`;
    names.set(text, name);
    return name;
  };
}

async function assertDurable(run: Run, close: () => Promise<void>): Promise<void> {
  try {
    const sql = `select current_setting('synchronous_commit') as commit, current_setting('default_transaction_isolation') as isolation`;
    const settings = (await run({ sql, parameters: [] })).rows[0];
    if (settings?.["commit"] === "off") {
      throw new StartRefused(
        "PostgreSQL runs with synchronous_commit=off, which may lose acknowledged decisions; set it to on.",
      );
    }
    if (settings?.["isolation"] !== "read committed") {
      throw new StartRefused("PostgreSQL's default_transaction_isolation must be read committed for Loopgate's user.");
    }
  } catch (cause) {
    await close();
    if (cause instanceof StartRefused) throw cause;
    throw new StartRefused(
      "PostgreSQL cannot be reached by DB_URI; check host, port, user, password and that it runs.",
      { cause },
    );
  }
}
