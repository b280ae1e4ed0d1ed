/**
 * The campaigns, as long as one likes: `node test/reliability/campaign.ts --seconds 600`, all of them one after the other, or one
 * with `--only NAME`; `--seed N` makes the same choices again. Prints its counts; exits 1 where anything was not as promised.
 */
import { parseArgs } from "node:util";
import { startPostgres } from "../postgres.ts";
import { runCrashImages } from "./crash-image.ts";
import { runFullDisk, runOutages, runTerminations } from "./faults.ts";
import { runKills } from "./kills.ts";
import { runLinearizability, type LinearizabilityOptions } from "./linearizability.ts";
import { runRaces } from "./races.ts";

type Options = { readonly seed: number; readonly seconds: number; readonly postgres: string };
/** `faults` must be empty; everything else is counts. */
type Result = { readonly faults: readonly unknown[] };

const CAMPAIGNS: Readonly<Record<string, (options: Options) => Promise<Result>>> = {
  "races-sqlite": (options) => runRaces({ ...options, kind: "sqlite" }),
  "races-postgres": (options) => runRaces({ ...options, kind: "postgres" }),
  linearizability: (options) => checked(options),
  "linearizability-cuts": (options) => checked({ ...options, cuts: true }),
  "kills-sqlite": async (options) => missing(await runKills({ ...options, kind: "sqlite" })),
  "kills-postgres": async (options) => missing(await runKills({ ...options, kind: "postgres" })),
  "crash-image": runCrashImages,
  terminations: runTerminations,
  outages: runOutages,
  "full-disk": runFullDisk,
};

async function checked(options: LinearizabilityOptions): Promise<Result> {
  const { violations, ...counts } = await runLinearizability(options);
  const blind = counts.mutatedUnnoticed > 0 ? ["the checker let a spoilt history pass"] : [];
  return { ...counts, faults: [...violations, ...blind] };
}

function missing(counts: Awaited<ReturnType<typeof runKills>>): Result {
  return { ...counts, faults: [...counts.faults, ...counts.missed.map((point) => `${point} was never hit`)] };
}

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    only: { type: "string", multiple: true },
  },
});
const seconds = Number(values.seconds);
const seed = Number(values.seed);
const names = values.only ?? Object.keys(CAMPAIGNS);
const unknown = names.filter((name) => !(name in CAMPAIGNS));
if (unknown.length > 0 || !(seconds > 0) || !Number.isInteger(seed)) {
  console.error(`usage: campaign.ts [--seconds N] [--seed N] [--only ${Object.keys(CAMPAIGNS).join("|")}]…`);
  process.exit(2);
}

const { url: postgres, stop } = await startPostgres();
try {
  for (const name of names) {
    const from = Date.now();
    const { faults, ...counts } = await run(name);
    console.log(`${name}: ${JSON.stringify(counts)} in ${Math.round((Date.now() - from) / 1_000)} s`);
    if (faults.length === 0) continue;
    process.exitCode = 1;
    console.error(`${name}: ${faults.length} faults\n${faults.slice(0, 20).map(shown).join("\n")}`);
    console.error(`again: node test/reliability/campaign.ts --only ${name} --seed ${seed} --seconds ${seconds}`);
  }
} finally {
  await stop();
}

/** A call that was answered as no campaign expects ends it, and is a fault like any other. */
async function run(name: string): Promise<Result> {
  try {
    return (await CAMPAIGNS[name]?.({ seed, seconds, postgres })) ?? { faults: [] };
  } catch (error) {
    return { faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}

function shown(fault: unknown): string {
  return typeof fault === "string" ? fault : JSON.stringify(fault);
}
