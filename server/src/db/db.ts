import type { CompiledQuery, Kysely } from "kysely";
import type { Clock } from "../kit/clock.ts";
import type { Ids } from "../kit/ids.ts";
import type { Log } from "../kit/log.ts";
import { parseConnectionString } from "./connection-string.ts";
import { createKysely } from "./dialect.ts";
import type { Engine } from "./engine.ts";
import { migrate, type Migration } from "./migrate.ts";
import { openPostgres } from "./postgres.ts";
import { createPostgresWakeups } from "./postgres-wakeups.ts";
import { openSqlite } from "./sqlite.ts";
import { createTenancy, type UnscopedLookup } from "./tenancy.ts";
import { databaseTime, type DatabaseTime, type TimeSource } from "./time.ts";
import { createProcessWakeups, type Wakeups } from "./wakeups.ts";
import { createWrite, type WriteTo } from "./write.ts";

export type DatabaseOptions = {
  readonly adapter: "sqlite" | "postgres" | "memory";
  /** A file for sqlite, a connection string for postgres, nothing for memory. */
  readonly uri?: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** In their order; each is run once. */
  readonly migrations: readonly Migration[];
  readonly connections?: number;
  readonly queueLimit?: number;
  /** Whose clock rules on PostgreSQL; the server's unless told otherwise. */
  readonly time?: TimeSource;
};

/** The database, whichever it is. Rejections: `Unavailable` (its subclass `CommitUnknown` for writes), anything else is a bug. */
export type Database = {
  readonly kind: Engine["kind"];
  readonly time: DatabaseTime;
  /** Builder over the caller's own tables; refuses a statement on a tenant's table that names no tenant. */
  query<Tables>(): Kysely<Tables>;
  /** The same without that refusal, for one of the named look-ups. */
  withoutTenant<Tables>(lookup: UnscopedLookup): Kysely<Tables>;
  /** Runs a statement built by `query` or `withoutTenant`, as `prepared` makes them. */
  execute<Row>(statement: CompiledQuery<Row>): Promise<readonly Row[]>;
  readonly write: WriteTo;
  readonly wakeups: Wakeups;
  /** For backup, restore and scripts; nothing else. */
  readonly engine: Engine;
  readonly migrations: readonly Migration[];
  close(): Promise<void>;
};

/** Opens the database and brings its schema up to date. Throws `StartRefused` with a sentence that says what to do. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { migrations, clock } = options;
  const { engine, openWakeups } = await openEngine(options);
  try {
    await migrate(engine, migrations, clock.now());
  } catch (error) {
    await engine.close();
    throw error;
  }
  return databaseOver({ engine, wakeups: openWakeups(), migrations, ...(options.time && { time: options.time }) });
}

/** The database over an engine whose schema is up to date; a simulation gives an engine that fails on purpose. */
export function databaseOver({
  engine,
  wakeups,
  migrations,
  time = "server",
}: {
  readonly engine: Engine;
  readonly wakeups: Wakeups;
  readonly migrations: readonly Migration[];
  readonly time?: TimeSource;
}): Database {
  const tenancy = createTenancy({ tenantless: new Set(migrations.flatMap(({ tenantless }) => tenantless ?? [])) });
  const run = async (statement: CompiledQuery) => {
    tenancy.assertApproved(statement);
    return engine.run(statement);
  };
  const scoped = createKysely<unknown>(engine.kind, run, [tenancy.scoped]);
  const unscoped = createKysely<unknown>(engine.kind, run, [tenancy.unscoped]);
  let closed: Promise<void> | undefined;

  return {
    kind: engine.kind,
    time: databaseTime(engine.kind, time),
    // One builder serves all: the folder that asks names the tables that are its own.
    query: <Tables>() => scoped as unknown as Kysely<Tables>,
    withoutTenant: <Tables>() => unscoped as unknown as Kysely<Tables>,
    async execute<Row>(statement: CompiledQuery<Row>) {
      tenancy.assertApproved(statement);
      const { rows } = await (isRead(statement) ? engine.read(statement) : engine.run(statement));
      // The statement's type is what its builder promised of its rows.
      return rows as unknown as readonly Row[];
    },
    write: createWrite({ engine, tenancy, wakeups }),
    wakeups,
    engine,
    migrations,
    close: () => (closed ??= wakeups.close().then(() => engine.close())),
  };
}

/** Only a plain select: what it finds in `with` might write. */
function isRead({ query }: CompiledQuery): boolean {
  return query.kind === "SelectQueryNode" && query.with === undefined;
}

type Opened = { readonly engine: Engine; readonly openWakeups: () => Wakeups };

async function openEngine({
  adapter,
  uri = "",
  clock,
  ids,
  log,
  queueLimit,
  connections,
}: DatabaseOptions): Promise<Opened> {
  if (adapter !== "postgres") {
    const file = adapter === "memory" ? ":memory:" : uri;
    const engine = openSqlite({ file, clock, ...(queueLimit ? { queueLimit } : {}) });
    return { engine, openWakeups: createProcessWakeups };
  }
  const connection = parseConnectionString(uri);
  const engine = await openPostgres({ connection, clock, log, ...(connections ? { connections } : {}) });
  const openWakeups = () => createPostgresWakeups({ run: engine.run, client: engine.client, clock, ids, log });
  return { engine, openWakeups };
}
