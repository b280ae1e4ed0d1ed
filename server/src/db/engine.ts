import type { CompiledQuery, QueryResult } from "kysely";

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/** Rows for one table; all of them have the same columns. `conflict` is SQL after `on conflict`, the same on both databases. */
export type Rows = {
  readonly into: string;
  readonly values: readonly Row[];
  readonly conflict?: string;
  /** They are inserted only where the tenant has a row in another table whose columns are one of these values each. */
  readonly where?: { readonly table: string; readonly has: Readonly<Record<string, readonly Value[]>> };
};

/** A guard that must touch a row, and the rows that exist only if it did. */
export type GuardedRows = { readonly guard: Statement; readonly rows: readonly Rows[] };

/** Text and parameters, wherever they come from. */
export type Statement = Pick<CompiledQuery, "sql" | "parameters">;

export type Run = (statement: Statement) => Promise<QueryResult<Row>>;

/** One moment of the whole database, for a backup. */
export type Snapshot = {
  /** All rows of a table, in batches. */
  read(table: string): AsyncIterable<readonly Row[]>;
  close(): Promise<void>;
};

/** What SQLite and PostgreSQL each do in their own way. Errors: `Unavailable`, `CommitUnknown`, else the driver's own (a bug). */
export type Engine = {
  readonly kind: "sqlite" | "postgres";
  /** One statement, committed when the answer comes. */
  readonly run: Run;
  /** A statement that changes nothing; on PostgreSQL those of one turn travel together. */
  readonly read: Run;
  /** All or nothing, durable before it answers; false when the guard met no row. */
  write(write: GuardedRows): Promise<boolean>;
  /** Only for migrations and restore: nothing else may use the database meanwhile. One caller at a time, over all nodes. */
  alone<R>(work: (run: Run) => Promise<R>): Promise<R>;
  snapshot(): Promise<Snapshot>;
  close(): Promise<void>;
};
