/** About a minute of it with every run of the tests; CAMPAIGN_MINUTES makes it longer. */
import { describe, expect, test } from "vitest";
import { testDatabases } from "../databases.ts";
import { runContract, runStateful } from "./run.ts";

const minutes = Number(process.env["CAMPAIGN_MINUTES"] ?? 0.75);
const seed = Date.now() & 0x7f_ff_ff_ff;
const shares = { "SQLite file": 0.35, PostgreSQL: 0.15 };

describe.each(["SQLite file", "PostgreSQL"] as const)("the contract on %s", (name) => {
  const databases = testDatabases(name, []);
  const seconds = minutes * 60 * shares[name];
  const timeout = seconds * 1000 + 120_000;
  const budget = { seconds, seed, least: 3 };
  const place = async () => {
    const { uri } = await databases.place();
    return name === "PostgreSQL" && uri !== undefined ? { uri } : {};
  };

  test(
    "no call whatever brings a server error, tells what is inside, or is refused and changes something",
    async () => {
      const told = await runContract({ ...budget, ...(await place()) });
      console.log(`${name}, seed ${seed}\n${told}`);
      expect(told).toContain("/hitl/request");
    },
    timeout,
  );

  test(
    "calls in any order leave the gate where a model of it is",
    async () => {
      const told = await runStateful({ ...budget, ...(await place()) });
      console.log(`${name}, seed ${seed}: ${told}`);
      expect(told).toContain("create 200");
    },
    timeout,
  );
});
