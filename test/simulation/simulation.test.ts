import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { FAULTS } from "./faults.ts";
import { simulate } from "./run.ts";

const run = promisify(execFile);
/** One process a core; together at least two thousand seeds. */
const SEEDS_EACH = 1_000;
const TRANSITIONS = [
  "request.created",
  "request.voted",
  "request.completed",
  "request.timeout",
  "request.canceled",
  "request.noted",
  "outcome approve",
  "outcome edit",
  "outcome reject",
  "outcome respond",
];

describe("simulation", () => {
  test("the same seed gives the same trace, another seed another one", async () => {
    const once = await simulate(7);
    const again = await simulate(7);
    const other = await simulate(8);
    expect(once.lines.length).toBeGreaterThan(20);
    expect(again.lines).toEqual(once.lines);
    expect(other.trace).not.toBe(once.trace);
  });

  test(
    "no promise is broken in two thousand lives, and every transition and every kind of fault happened",
    { timeout: 900_000 },
    async () => {
      const halves = await Promise.all([1, 1 + SEEDS_EACH].map((from) => campaign(from)));
      const counts = new Map<string, number>();
      for (const half of halves)
        for (const [name, count] of Object.entries(half)) counts.set(name, (counts.get(name) ?? 0) + count);
      console.info(`simulation: ${JSON.stringify(Object.fromEntries(counts))}`);
      expect(counts.get("seeds")).toBe(2 * SEEDS_EACH);
      expect([...FAULTS, ...TRANSITIONS].filter((name) => !counts.has(name))).toEqual([]);
    },
  );
});

async function campaign(from: number): Promise<Record<string, number>> {
  const args = ["test/simulation/campaign.ts", "--from", String(from), "--seeds", String(SEEDS_EACH)];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as Record<string, number>;
}
