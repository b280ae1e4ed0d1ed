import { hash } from "node:crypto";
import { inject, afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client, Pool } from "pg";
import { Unavailable } from "../kit/failures.ts";
import { CommitUnknown } from "./commit-unknown.ts";
import type { Run, Statement } from "./engine.ts";
import { textOf } from "./postgres-batch.ts";
import { createLane } from "./postgres-lane.ts";

const table = `batched_${process.pid}`;

describe("statements that travel together", () => {
  const pool = new Pool({ connectionString: inject("postgres"), max: 5 });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const alone: Run = async ({ sql, parameters }) => {
    const { rows, rowCount } = await pool.query(sql, [...parameters]);
    return { rows, numAffectedRows: BigInt(rowCount ?? 0) };
  };
  const lane = (options: { shared?: boolean; connections?: number; longest?: number; limit?: number } = {}) =>
    createLane({
      connect: () => pool.connect(),
      alone,
      bind: ({ sql, parameters }) => ({
        name: hash("md5", sql),
        text: sql,
        values: parameters.map(textOf),
      }),
      parserOf: (type) => (text) => (type === 20 ? Number(text) : text),
      shared: false,
      connections: 1,
      longest: 100,
      limit: 100,
      ...options,
    });
  const insert = (id: string, at: number | null = 1): Statement => ({
    sql: `insert into ${table} (id, at) values ($1, $2) returning id, at, txid_current()::text as tx`,
    parameters: [id, at],
  });
  const stored = async () => (await pool.query(`select id from ${table} order by id`)).rows.map(({ id }) => String(id));

  beforeAll(async () => {
    await pool.query(`create table ${table} (id text primary key, at bigint check (at >= 0))`);
    await pool.query(`create table ${table}_late (id text unique deferrable initially deferred)`);
  });
  afterAll(async () => {
    await pool.query(`drop table ${table}, ${table}_late`);
    await pool.end();
  });

  test("all of one turn share one transaction, and each gets its own rows, with numbers, texts and nulls as they are", async () => {
    const run = lane();
    const results = await Promise.all([run(insert("a", 7)), run(insert("b", null)), run(insert("ä 'x' \\ \"y\""))]);
    expect(results.map(({ rows }) => [rows[0]?.["id"], rows[0]?.["at"]])).toEqual([
      ["a", 7],
      ["b", null],
      ["ä 'x' \\ \"y\"", 1],
    ]);
    expect(new Set(results.map(({ rows }) => rows[0]?.["tx"])).size).toBe(1);
    expect(results.map(({ numAffectedRows }) => numAffectedRows)).toEqual([1n, 1n, 1n]);
    // Again on the same connection, where the statement is prepared and nobody describes its columns any more.
    expect((await run(insert("c", 9))).rows).toMatchObject([{ id: "c", at: 9 }]);
  });

  test("one that fails takes none of the others with it, and tells its own error", async () => {
    const run = lane();
    const outcomes = await Promise.allSettled([run(insert("d")), run(insert("e", -1)), run(insert("f"))]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(outcomes[1]).toMatchObject({ reason: { message: expect.stringContaining("check constraint") } });
    expect(await stored()).toEqual(expect.arrayContaining(["d", "f"]));
    expect(await stored()).not.toContain("e");
  });

  test("nobody is answered before the commit: what the commit refuses was not done", async () => {
    const run = lane();
    const late = (id: string): Statement => ({ sql: `insert into ${table}_late (id) values ($1)`, parameters: [id] });
    const outcomes = await Promise.allSettled([run(late("x")), run(late("x")), run(insert("g"))]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect(outcomes[2]).toMatchObject({ status: "fulfilled", value: { rows: [{ id: "g" }] } });
    expect((await pool.query(`select count(*)::int as n from ${table}_late`)).rows).toEqual([{ n: 1 }]);
  });

  test("a connection that is cut on the way makes all of the batch unknown, and the next batch is served", async () => {
    const run = lane();
    const wait: Statement = { sql: "select pg_sleep(30)::text as slept", parameters: [] };
    const outcomes = Promise.allSettled([run(insert("h")), run(wait)]);
    const cut = async () => {
      const { rows } = await pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
      );
      return rows.length;
    };
    await expect.poll(cut).toBeGreaterThan(0);
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(CommitUnknown) });
    }
    expect((await run(insert("i"))).rows).toHaveLength(1);
    expect(await stored()).not.toContain("h");
  });

  test("a batch is no longer than it may be, and what waits beyond the limit is refused", async () => {
    const run = lane({ longest: 2, limit: 4 });
    const results = await Promise.allSettled(["j", "k", "l", "m", "n"].map((id) => run(insert(id))));
    const last = results[4];
    expect(last).toMatchObject({ status: "rejected", reason: { code: "overloaded" } });
    expect(last?.status === "rejected" && last.reason instanceof Unavailable).toBe(true);
    const transactions = results.flatMap((one) => (one.status === "fulfilled" ? [one.value.rows[0]?.["tx"]] : []));
    expect(transactions).toHaveLength(4);
    expect(new Set(transactions).size).toBe(2);
  });

  test("the same read asked by many before it is sent is run once; another value, or a later turn, is another read", async () => {
    const run = lane({ shared: true });
    const read = (n: number): Statement => ({ sql: "select clock_timestamp()::text as at, $1 as n", parameters: [n] });
    const [first, second, other] = await Promise.all([run(read(1)), run(read(1)), run(read(2))]);
    expect(second.rows).toEqual(first.rows);
    expect(other.rows[0]?.["at"]).not.toBe(first.rows[0]?.["at"]);
    expect((await run(read(1))).rows).not.toEqual(first.rows);
  });

  test("the same write asked twice is made twice", async () => {
    const run = lane();
    const twice = await Promise.allSettled([run(insert("twice")), run(insert("twice"))]);
    expect(twice.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("a server that is not there fails the whole batch as unavailable, with nothing sent", async () => {
    const unreachable = new Client({ host: "127.0.0.1", port: 1 });
    const run = createLane({
      connect: async () => {
        await unreachable.connect().catch(() => {
          throw new Unavailable("unavailable", "gone");
        });
        throw new Error("it was there");
      },
      alone,
      bind: () => ({ name: "", text: "", values: [] }),
      parserOf: () => String,
      shared: true,
      connections: 1,
      longest: 10,
      limit: 10,
    });
    const outcomes = await Promise.allSettled([run(insert("o")), run(insert("p"))]);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: "rejected", reason: { code: "unavailable", message: "gone" } });
  });
});
