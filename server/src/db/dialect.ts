import {
  Kysely,
  PostgresAdapter,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type KyselyPlugin,
  type QueryResult,
} from "kysely";
import type { Engine, Row } from "./engine.ts";

/** Runs what Kysely built. */
type RunBuilt = (statement: CompiledQuery) => Promise<QueryResult<Row>>;

/** Kysely as a builder of statements over our engine: it opens no connection and no transaction of its own. */
export function createKysely<Tables>(
  kind: Engine["kind"],
  run: RunBuilt,
  plugins: readonly KyselyPlugin[] = [],
): Kysely<Tables> {
  const connection: DatabaseConnection = {
    // Kysely promises the row type of the statement that it built.
    executeQuery: <R>(statement: CompiledQuery) => run(statement) as Promise<unknown> as Promise<QueryResult<R>>,
    streamQuery: () => {
      throw new Error("statements are not streamed here; read in pages");
    },
  };
  return new Kysely<Tables>({ dialect: dialect(kind, connection), plugins: [...plugins] });
}

function dialect(kind: Engine["kind"], connection: DatabaseConnection): Dialect {
  const introspector = () => {
    throw new Error("not used; see schema.ts");
  };
  const createDriver = () => driver(connection);
  return kind === "sqlite"
    ? {
        createDriver,
        createAdapter: () => new SqliteAdapter(),
        createQueryCompiler: () => new SqliteQueryCompiler(),
        createIntrospector: introspector,
      }
    : {
        createDriver,
        createAdapter: () => new PostgresAdapter(),
        createQueryCompiler: () => new PostgresQueryCompiler(),
        createIntrospector: introspector,
      };
}

function driver(connection: DatabaseConnection): Driver {
  const banned = () => Promise.reject(new Error("no transaction is open to callers: use db.write (docs/decisions)"));
  return {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(connection),
    releaseConnection: () => Promise.resolve(),
    beginTransaction: banned,
    commitTransaction: banned,
    rollbackTransaction: banned,
    destroy: () => Promise.resolve(),
  };
}
