import type { Connection, Submittable } from "pg";
import type { QueryResult } from "kysely";
import type { Row, Value } from "./engine.ts";

/** A statement with its values as text, and the name under which a connection remembers its plan; "" plans it anew. */
export type NamedStatement = {
  readonly name: string;
  readonly text: string;
  readonly values: readonly (string | null)[];
};

/** A value as it travels. A tenant's rows hold texts, whole numbers and nulls; anything else is a bug. */
export function textOf(value: unknown): string | null {
  if (value === null || typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  throw new TypeError(`a ${typeof value} cannot be a value of a statement`);
}

type Field = { readonly name: string; readonly parse: (text: string) => Value };
/** What one connection has prepared so far, and the columns that each answers with. */
type Plans = Map<string, readonly Field[] | undefined>;
type Done = (error: Error | null, results?: readonly QueryResult<Row>[]) => void;

const plansOf = new WeakMap<Connection, Plans>();

/**
 * Statements that travel together: written at once, run in their order, and committed by one Sync, so as one transaction
 * (PostgreSQL's extended query protocol, "pipelining"). All have their results when the commit is done, or none.
 * A connection on which a batch failed must be thrown away: which of its statements it has prepared is not known.
 */
export class Batch implements Submittable {
  /** The client calls it with an error of its own, and puts a time-out around it. */
  callback: Done;
  readonly #statements: readonly NamedStatement[];
  readonly #parserOf: (type: number) => (text: string) => Value;
  readonly #results: QueryResult<Row>[] = [];
  #plans: Plans = new Map();
  #rows: Row[] = [];

  constructor(
    statements: readonly NamedStatement[],
    parserOf: (type: number) => (text: string) => Value,
    callback: Done,
  ) {
    this.#statements = statements;
    this.#parserOf = parserOf;
    this.callback = callback;
  }

  submit(connection: Connection): void {
    this.#plans = plansOf.get(connection) ?? new Map<string, readonly Field[] | undefined>();
    plansOf.set(connection, this.#plans);
    // One write to the socket for all: each costs more than what is written.
    connection.stream.cork();
    for (const { name, text, values } of this.#statements) {
      const known = name !== "" && this.#plans.has(name);
      if (!known) connection.parse({ name, text, types: [] }, true);
      connection.bind({ statement: name, values: [...values] }, true);
      if (!known) connection.describe({ type: "P" }, true);
      connection.execute({}, true);
      this.#plans.set(name, this.#plans.get(name));
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription({
    fields,
  }: {
    readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  }) {
    const statement = this.#statements[this.#results.length];
    if (statement)
      this.#plans.set(
        statement.name,
        fields.map(({ name, dataTypeID }) => ({ name, parse: this.#parserOf(dataTypeID) })),
      );
  }

  handleDataRow({ fields: values }: { readonly fields: readonly (string | null)[] }) {
    const fields = this.#plans.get(this.#statements[this.#results.length]?.name ?? "") ?? [];
    const row: Record<string, Value> = {};
    fields.forEach(({ name, parse }, at) => {
      const value = values[at] ?? null;
      row[name] = value === null ? null : parse(value);
    });
    this.#rows.push(row);
  }

  handleCommandComplete({ text }: { readonly text: string }) {
    this.#results.push({ rows: this.#rows, numAffectedRows: BigInt(/\d+$/.exec(text)?.[0] ?? 0) });
    this.#rows = [];
  }

  /** The answer to Sync: what was done is committed. */
  handleReadyForQuery() {
    const missing = this.#statements.length - this.#results.length;
    if (missing > 0) this.callback(new Error(`the database left ${missing} statements unanswered`));
    else this.callback(null, this.#results);
  }

  handleError(error: Error) {
    this.callback(error);
  }
}
