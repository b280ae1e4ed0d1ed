import { expect, inject, test } from "vitest";
import { runFullDisk, runOutages, runTerminations, type FaultsCounts } from "./faults.ts";

const seed = Date.now() % 1_000_000;

/** What a run did, in the form in which a sound one is always the same. */
function verdict(name: string, leastStrikes: number, counts: FaultsCounts): object {
  console.log(`${name}:`, JSON.stringify(counts));
  return {
    faults: counts.faults,
    struckOften: counts.strikes >= leastStrikes,
    leftCallsUnserved: counts.unserved > 0,
    keptWorking: counts.acknowledged.ends >= 20,
  };
}

const SOUND = { faults: [], struckOften: true, leftCallsUnserved: true, keptWorking: true };

test("sessions of PostgreSQL that are cut under load lose no acknowledged call and double no decision", async () => {
  const counts = await runTerminations({ seed, seconds: 15, postgres: inject("postgres") });
  expect(verdict("terminations", 30, counts), `seed ${seed}`).toEqual(SOUND);
}, 120_000);

test("while PostgreSQL is away calls are refused with 503, and afterwards everything works and is as it was told", async () => {
  const counts = await runOutages({ seed, seconds: 12 });
  expect(verdict("outages", 2, counts), `seed ${seed}`).toEqual(SOUND);
}, 120_000);

test.runIf(process.platform === "linux")(
  "while SQLite's disk is full changes are refused with 503, and afterwards everything works and is as it was told",
  async () => {
    const counts = await runFullDisk({ seed, seconds: 10 });
    expect(verdict("full disk", 3, counts), `seed ${seed}`).toEqual(SOUND);
  },
  120_000,
);
