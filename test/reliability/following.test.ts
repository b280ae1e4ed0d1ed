import { expect, inject, test } from "vitest";
import { followKilled } from "./following.ts";

test.each([
  ["changing between two nodes over PostgreSQL, while eight write", { kind: "postgres", writers: 8, events: 10_000 }],
  [
    "on SQLite, while four write and the server is killed and started anew",
    { kind: "sqlite", writers: 4, events: 2_000 },
  ],
] as const)(
  "a reader of events that is cut off every 200 ms sees each that was committed, once and in order, %s",
  async (_, wanted) => {
    const { missing, twice, disorder, ...counts } = await followKilled({ ...wanted, postgres: inject("postgres") });
    console.log(
      `following on ${wanted.kind}:`,
      JSON.stringify({ ...counts, missing: missing.length, twice: twice.length }),
    );
    expect({ missing, twice, disorder }).toEqual({ missing: [], twice: [], disorder: [] });
    expect(counts.committed).toBeGreaterThanOrEqual(wanted.events);
    expect(counts.connections).toBeGreaterThan(10);
  },
  180_000,
);
