// `make campaign MINUTES=30`: kills and races, simulation, and the properties of the contract, one after the other, a third of the
// time each. Every one prints its counts, and on a broken promise the command that replays it.
import { spawnSync } from "node:child_process";
import { root, toolEnvironment } from "./steps.ts";

/** How many campaigns `test/reliability/campaign.ts` runs one after the other, each for its `--seconds`. */
const RELIABILITY_PARTS = 10;
const minutes = Number(process.argv[2] ?? "30");
if (!(minutes > 0)) {
  console.error("usage: node scripts/campaign.ts MINUTES");
  process.exit(2);
}
const third = Math.ceil((minutes * 60) / 3);
const campaigns: readonly (readonly [name: string, script: string, seconds: number])[] = [
  ["reliability", "test/reliability/campaign.ts", Math.max(5, Math.ceil(third / RELIABILITY_PARTS))],
  ["simulation", "test/simulation/campaign.ts", third],
  ["properties", "test/properties/campaign.ts", third],
];

const failed = campaigns.filter(([name, script, seconds]) => {
  console.log(`\n${name}: node ${script} --seconds ${seconds}`);
  const args = [
    script,
    "--seconds",
    String(seconds),
    ...(name === "simulation" ? ["--from", String(firstSeed())] : []),
  ];
  return spawnSync("node", args, { cwd: root, env: toolEnvironment(), stdio: "inherit" }).status !== 0;
});
console.log(failed.length === 0 ? "\nno promise was broken" : `\nFAILED: ${failed.map(([name]) => name).join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** Seeds that no test has run: those start at 1. */
function firstSeed(): number {
  return 1_000_000 + (Date.now() % 1_000_000_000);
}
