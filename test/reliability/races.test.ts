import { expect, inject, test } from "vitest";
import { runRaces } from "./races.ts";

test.each(["sqlite", "postgres"] as const)(
  "of fifty who vote on, cancel and expire one request at once exactly one wins, and all readers say so, on %s",
  async (kind) => {
    const counts = await runRaces({ kind, postgres: inject("postgres"), seed: Date.now() % 1_000_000, seconds: 20 });
    console.log(`races on ${kind}:`, JSON.stringify(counts));
    expect(counts.faults, `seed ${counts.seed}`).toEqual([]);
    expect(counts.rounds).toBeGreaterThanOrEqual(20);
    expect(counts.wins.approved + counts.wins.rejected).toBeGreaterThan(0);
    expect(counts.wins.canceled).toBeGreaterThan(0);
    expect(counts.wins.timeout).toBeGreaterThan(0);
  },
  120_000,
);
