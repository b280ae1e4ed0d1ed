import type { PoolClient } from "pg";
import type { QueryResult } from "kysely";
import { Unavailable } from "../kit/failures.ts";
import type { Row, Run, Statement, Value } from "./engine.ts";
import { Batch, type NamedStatement } from "./postgres-batch.ts";
import { connectionLost, translated } from "./postgres-failures.ts";

type Asker = {
  readonly done: (result: QueryResult<Row>) => void;
  readonly failed: (error: unknown) => void;
};
type Waiting = { readonly statement: Statement; readonly bound: NamedStatement; readonly askers: Asker[] };

/**
 * Sends statements of one turn of the event loop, and those that came while the one before was under way, as one batch: one
 * write to the socket, one answer, one commit. Where a batch fails, nothing of it was done, and each is run by itself.
 */
export function createLane(parts: {
  readonly connect: () => Promise<PoolClient>;
  /** Runs a statement on a connection by itself. */
  readonly alone: Run;
  readonly bind: (statement: Statement) => NamedStatement;
  readonly parserOf: (type: number) => (text: string) => Value;
  /** Whether the same statement with the same values, asked twice before it is sent, is run once for both. */
  readonly shared: boolean;
  /** Batches under way at once, each on a connection of its own. */
  readonly connections: number;
  /** Statements in a batch, at most. */
  readonly longest: number;
  /** Statements that may wait; over it: `overloaded`. */
  readonly limit: number;
}): Run {
  const { connect, alone, bind, parserOf, shared, connections, longest, limit } = parts;
  const waiting = new Map<string, Waiting>();
  let asked = 0;
  let underway = 0;
  let scheduled = false;

  const schedule = () => {
    if (scheduled || underway >= connections || waiting.size === 0) return;
    scheduled = true;
    setImmediate(flush);
  };

  const flush = () => {
    scheduled = false;
    const group = [...waiting].slice(0, longest);
    for (const [key] of group) waiting.delete(key);
    underway += 1;
    void travel(group.map(([, one]) => one)).finally(() => {
      underway -= 1;
      schedule();
    });
    schedule();
  };

  const travel = async (group: readonly Waiting[]) => {
    const fail = (error: unknown) => group.forEach((one) => refuse(one, error));
    let client: PoolClient;
    try {
      client = await connect();
    } catch (error) {
      fail(error);
      return;
    }
    try {
      const results = await batched(client, group);
      client.release();
      group.forEach((one, at) => answer(one, results[at] ?? { rows: [] }));
    } catch (error) {
      client.release(true);
      // Without the connection nobody knows what was done; with it, nothing was.
      if (group.length === 1 || connectionLost(error)) fail(translated(error));
      else await Promise.all(group.map(byItself));
    }
  };

  const byItself = async (one: Waiting) => {
    try {
      answer(one, await alone(one.statement));
    } catch (error) {
      refuse(one, error);
    }
  };

  const batched = (client: PoolClient, group: readonly Waiting[]) =>
    new Promise<readonly QueryResult<Row>[]>((resolve, reject) => {
      const statements = group.map(({ bound }) => bound);
      client.query(new Batch(statements, parserOf, (error, results) => (results ? resolve(results) : reject(error))));
    });

  return (statement) => {
    if (waiting.size >= limit)
      return Promise.reject(
        new Unavailable("overloaded", "Too many statements wait for the database; try again shortly."),
      );
    return new Promise<QueryResult<Row>>((done, failed) => {
      const bound = bind(statement);
      const key = shared ? `${bound.text} ${JSON.stringify(bound.values)}` : String(asked++);
      const same = waiting.get(key);
      if (same) same.askers.push({ done, failed });
      else waiting.set(key, { statement, bound, askers: [{ done, failed }] });
      schedule();
    });
  };
}

function answer({ askers }: Waiting, result: QueryResult<Row>): void {
  for (const { done } of askers) done(result);
}

function refuse({ askers }: Waiting, error: unknown): void {
  for (const { failed } of askers) failed(error);
}
