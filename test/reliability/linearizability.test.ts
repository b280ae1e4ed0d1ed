import { expect, inject, test } from "vitest";
import { runLinearizability } from "./linearizability.ts";

test("what clients of three servers see of thousands of requests has an order that explains it", async () => {
  const counts = await runLinearizability({
    postgres: inject("postgres"),
    seed: Date.now() % 1_000_000,
    seconds: 240,
    most: 3_050,
  });
  console.log("linearizability:", JSON.stringify({ ...counts, violations: counts.violations.length }));
  expect(counts.violations, `seed ${counts.seed}`).toEqual([]);
  expect(counts.requests).toBeGreaterThanOrEqual(3_000);
  expect(Object.keys(counts.ends).toSorted()).toEqual(["approved", "canceled", "rejected", "timeout"]);
  expect(counts.mutated).toBe(counts.requests * 3);
  expect(counts.mutatedUnnoticed).toBe(0);
}, 300_000);

test("it has one as well while the database's sessions are cut and some of its answers are lost", async () => {
  const seed = Date.now() % 1_000_000;
  const counts = await runLinearizability({ postgres: inject("postgres"), seed, seconds: 15, cuts: true });
  console.log("linearizability under cuts:", JSON.stringify({ ...counts, violations: counts.violations.length }));
  expect(counts.violations, `seed ${seed}`).toEqual([]);
  expect(counts.requests).toBeGreaterThanOrEqual(40);
  expect(counts.cut).toBeGreaterThan(20);
  expect(counts.swallowed).toBeGreaterThan(50);
}, 120_000);
