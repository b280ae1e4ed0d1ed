/** What a run of all proofs left behind, and the sum of it. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, type Result } from "./steps.ts";

const folder = join(root, "node_modules", ".cache", "loopgate");
const checksFile = join(folder, "checks.json");
/** Where vitest's JSON reporter writes. */
export const testsFile = join(folder, "tests.json");

export function forgetResults(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

export function keepChecks(results: readonly Result[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(checksFile, JSON.stringify(results));
}

type TestReport = {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
};

export type Sum = { readonly passed: number; readonly failed: readonly string[]; readonly notRun: readonly string[] };

/** A part that left no result, a file that did not load, and an error outside of any test each count as one failure. */
export function sumUp(): Sum {
  const checks = (read(checksFile) as readonly Result[] | undefined) ?? [
    { name: "checks did not run to their end", passed: false },
  ];
  const report = read(testsFile) as TestReport | undefined;
  return sumOf(checks, report);
}

export function sumOf(checks: readonly Result[], report: TestReport | undefined): Sum {
  const tests = (report?.testResults ?? []).flatMap((file) => file.assertionResults);
  const named = (...states: readonly string[]) =>
    tests.filter((test) => states.includes(test.status)).map((test) => test.fullName);
  const failed = [
    ...checks.filter(({ passed }) => !passed).map(({ name }) => name),
    ...named("failed"),
    ...(report?.testResults ?? [])
      .filter(
        ({ status, assertionResults }) =>
          status === "failed" && !assertionResults.some((test) => test.status === "failed"),
      )
      .map(({ name }) => `${name} did not load`),
  ];
  if (report === undefined) failed.push("the tests did not run to their end");
  else if (tests.length === 0) failed.push("no test ran");
  else if (!report.success && failed.length === 0) failed.push("an error outside of any test");
  const passed = checks.filter((check) => check.passed).length + named("passed").length;
  return { passed, failed, notRun: named("pending", "skipped", "todo", "disabled") };
}

function read(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
