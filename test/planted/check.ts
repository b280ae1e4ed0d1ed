/** Runs a check in a copy of the sources, and tells a broken promise from a check that could not be made. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One test by its full name. */
export type TestCheck = { readonly file: string; readonly test: string; readonly says: string };
/** A campaign: it exits 1 at a broken promise, with the command that makes it again. */
export type CampaignCheck = { readonly script: string; readonly args: readonly string[]; readonly says: string };
/** `says` stands in the failure that tells of the bug, so that no other failure is taken for it. */
export type Check = TestCheck | CampaignCheck;

export type Verdict =
  | { readonly kind: "passed" }
  /** The check was made, and says which promise is broken. */
  | { readonly kind: "failed"; readonly said: string }
  /** It did not load, was not found, or did not end in time: nothing is known. */
  | { readonly kind: "not made"; readonly said: string };

const PATIENCE_MS = 300_000;

/** How a person makes the same check. */
export function commandOf(check: Check): string {
  if ("script" in check) return ["node", check.script, ...check.args].join(" ");
  return `npx vitest run ${check.file} -t ${JSON.stringify(check.test)}`;
}

/** One verdict a check, in their order. All tests among them share one run of vitest. */
export async function runChecks(folder: string, checks: readonly Check[], postgres: string): Promise<Verdict[]> {
  const told = new Map<Check, Verdict>();
  const tests = checks.filter((check) => "test" in check);
  if (tests.length > 0) for (const [test, verdict] of await runTests(folder, tests, postgres)) told.set(test, verdict);
  for (const check of checks) if ("script" in check) told.set(check, await runCampaign(folder, check, postgres));
  return checks.map((check) => told.get(check) ?? { kind: "not made", said: "" });
}

async function runTests(
  folder: string,
  checks: readonly TestCheck[],
  postgres: string,
): Promise<readonly (readonly [TestCheck, Verdict])[]> {
  const results = mkdtempSync(join(tmpdir(), "loopgate-results-"));
  const file = join(results, "tests.json");
  const names = checks.map(({ test }) => test.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const vitest = ["node_modules/vitest/vitest.mjs", "run", ...new Set(checks.map((check) => check.file))];
  const how = ["-t", `^(${names.join("|")})$`, "--no-file-parallelism", "--reporter=json", `--outputFile=${file}`];
  try {
    const { said } = await run(folder, [...vitest, ...how], postgres);
    const report = readReport(file);
    return checks.map((check) => [check, verdictOf(check, report, said)]);
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}

/** What vitest's JSON reporter writes, as far as it is read here. */
type Report = {
  readonly testResults: readonly {
    readonly message?: string;
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
  const files = report?.testResults ?? [];
  const result = files
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ ancestorTitles, title }) => [...ancestorTitles, title].join(" > ") === test);
  if (result?.status === "passed") return { kind: "passed" };
  const said = result?.failureMessages.join("\n") ?? "";
  if (result?.status === "failed" && !/^Error: (Test|Hook) timed out/.test(said)) return { kind: "failed", said };
  const why = [said, ...files.map(({ message }) => message ?? ""), output].filter((text) => text !== "");
  return { kind: "not made", said: `"${test}" gave no result. ${why.join("\n")}` };
}

async function runCampaign(folder: string, { script, args }: CampaignCheck, postgres: string): Promise<Verdict> {
  const { code, said } = await run(folder, [script, ...args], postgres);
  if (code === 0) return { kind: "passed" };
  const tellsHowToReplay = ["Replay", "again"].some((word) => said.includes(`\n${word}: node ${script}`));
  return { kind: code === 1 && tellsHowToReplay ? "failed" : "not made", said };
}

/** A process with nothing of this run's own environment but where programs are. */
function run(
  folder: string,
  args: readonly string[],
  postgres: string,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const { PATH = "", HOME = "" } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { PATH, HOME, DATABASE_URL: postgres },
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
