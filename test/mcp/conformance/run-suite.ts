import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../sources.ts";

/** The revisions of the protocol whose required scenarios are run. */
export const REVISIONS = ["2026-07-28", "2025-11-25"] as const;
export type Revision = (typeof REVISIONS)[number];

/** What became of one scenario, in checks; a warning is a SHOULD that was not done. */
export type Outcome = {
  readonly scenario: string;
  readonly passed: number;
  readonly failed: number;
  readonly warned: number;
  readonly skipped: number;
  readonly why: readonly string[];
};

type Check = { readonly id: string; readonly status: string; readonly errorMessage?: string };

/** Runs all that a revision requires of a server, and what the suite reports beside it; in the suite's order. */
export async function runSuite(url: string, revision: Revision): Promise<readonly Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), "loopgate-conformance-"));
  try {
    const suite = join(root, "node_modules", ".bin", "conformance");
    const args = ["server", "--url", url, "--requirements", revision, "--output-dir", folder];
    const said = await run(suite, args);
    const order = [...said.matchAll(/^=== Running scenario: (\S+) ===$/gm)].map(([, scenario = ""]) => scenario);
    if (order.length === 0) throw new Error(`the suite ran nothing:\n${said}`);
    return order.map((scenario) => outcomeOf(scenario, checksOf(folder, scenario)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Its exit code says no more than the checks. */
function run(program: string, args: readonly string[]): Promise<string> {
  const bin = join(root, "node_modules", ".bin");
  const env = { PATH: `${bin}:${process.env["PATH"] ?? ""}`, HOME: tmpdir() };
  return new Promise((resolve) => {
    execFile(program, args, { env, maxBuffer: 64 * 1024 * 1024 }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
}

function checksOf(folder: string, scenario: string): readonly Check[] {
  const name = readdirSync(folder).find((each) => new RegExp(`^server-${scenario}-\\d{4}-`).test(each));
  if (name === undefined) throw new Error(`the suite left no result of ${scenario}`);
  return JSON.parse(readFileSync(join(folder, name, "checks.json"), "utf8")) as Check[];
}

function outcomeOf(scenario: string, checks: readonly Check[]): Outcome {
  const count = (status: string) => checks.filter((check) => check.status === status).length;
  return {
    scenario,
    passed: count("SUCCESS"),
    failed: count("FAILURE"),
    warned: count("WARNING"),
    skipped: count("SKIPPED"),
    why: checks
      .filter(({ status }) => status === "FAILURE")
      .map(({ id, errorMessage }) => `${id}: ${errorMessage ?? "failed"}`),
  };
}
