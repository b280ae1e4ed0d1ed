import { expect, inject, test } from "vitest";
import { runKills } from "./kills.ts";

test.each(["sqlite", "postgres"] as const)(
  "kill -9 at every crash point and at random moments loses nothing, doubles nothing, and leaves every card final, on %s",
  async (kind) => {
    const seed = Date.now() % 1_000_000;
    const counts = await runKills({ kind, postgres: inject("postgres"), seed, seconds: 25 });
    console.log(`kills on ${kind}:`, JSON.stringify(counts));
    expect(counts.faults, `seed ${counts.seed}`).toEqual([]);
    expect(counts.missed).toEqual([]);
    expect(counts.acknowledged.creates).toBeGreaterThanOrEqual(20);
    expect(counts.acknowledged.ends).toBeGreaterThanOrEqual(20);
    expect(counts.fellWhileDown).toBeGreaterThan(0);
    expect(counts.webhooks).toBeGreaterThanOrEqual(counts.acknowledged.ends);
    expect(counts.orphans).toBeGreaterThan(0);
  },
  300_000,
);
