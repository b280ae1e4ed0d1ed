/** Runs a check in a copy of the sources, and tells a broken promise from a check that could not be made. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `says` stands in the failure that tells of the bug, so that no other failure is taken for it. */
export type TestCheck = { readonly file: string; readonly test: string; readonly says: string };
export type SimulationCheck = {
  readonly seeds: { readonly from: number; readonly count: number };
  readonly says: string;
};
export type Check = TestCheck | SimulationCheck;

export type Verdict =
  | { readonly kind: "passed" }
  /** The check was made, and it says which promise is broken. */
  | { readonly kind: "failed"; readonly said: string }
  /** It did not load, was not found, or did not end in time: nothing is known. */
  | { readonly kind: "not made"; readonly said: string };

type Ended = { readonly code: number | null; readonly said: string };

const PATIENCE_MS = 180_000;
const simulation = "test/simulation/campaign.ts";

/** How a person makes the same check. */
export function commandOf(check: Check): string {
  if ("seeds" in check) return `node ${simulation} --from ${check.seeds.from} --seeds ${check.seeds.count}`;
  return `npx vitest run ${check.file} -t ${JSON.stringify(check.test)}`;
}

/** One verdict a check, in their order. All tests among them share one run of vitest. */
export async function runChecks(folder: string, checks: readonly Check[], postgres: string): Promise<Verdict[]> {
  const tests = checks.filter((check) => "test" in check);
  const told = tests.length === 0 ? [] : await runTests(folder, tests, postgres);
  const verdicts: Verdict[] = [];
  for (const check of checks)
    verdicts.push("test" in check ? (told[tests.indexOf(check)] ?? lost) : await runSeeds(folder, check));
  return verdicts;
}

const lost: Verdict = { kind: "not made", said: "" };

async function runTests(folder: string, checks: readonly TestCheck[], postgres: string): Promise<Verdict[]> {
  const results = mkdtempSync(join(tmpdir(), "loopgate-results-"));
  const file = join(results, "tests.json");
  const names = checks.map(({ test }) => test.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const vitest = ["node_modules/vitest/vitest.mjs", "run", ...new Set(checks.map((check) => check.file))];
  const how = ["-t", `^(${names.join("|")})$`, "--no-file-parallelism", "--reporter=json", `--outputFile=${file}`];
  try {
    const { said } = await run(folder, [...vitest, ...how], { DATABASE_URL: postgres });
    return checks.map((check) => verdictOf(check, readReport(file), said));
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}

type Report = {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return undefined;
  }
}

function verdictOf({ test }: TestCheck, report: Report | undefined, output: string): Verdict {
  const results = (report?.testResults ?? []).flatMap(({ assertionResults }) => assertionResults);
  const result = results.find(({ ancestorTitles, title }) => [...ancestorTitles, title].join(" > ") === test);
  if (result?.status === "passed") return { kind: "passed" };
  const said = result?.failureMessages.join("\n") ?? "";
  if (result?.status !== "failed" || /^Error: (Test|Hook) timed out/.test(said))
    return { kind: "not made", said: said || `${test}: no such test ran\n${JSON.stringify(report)}\n${output}` };
  return { kind: "failed", said };
}

async function runSeeds(folder: string, { seeds }: SimulationCheck): Promise<Verdict> {
  const args = [simulation, "--from", String(seeds.from), "--seeds", String(seeds.count)];
  const { code, said } = await run(folder, args, {});
  if (code === 0) return { kind: "passed" };
  // It names the seed only where a life was lived and a promise broken.
  return { kind: said.includes(`Replay: node ${simulation}`) ? "failed" : "not made", said };
}

/** A process with nothing of this test run's own environment but where to find programs. */
function run(folder: string, args: readonly string[], settings: Readonly<Record<string, string>>): Promise<Ended> {
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, ...settings };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env,
      timeout: PATIENCE_MS,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, said }));
  });
}
