/** The last line of a run: nothing that failed, did not load or did not run may hide in it. */
import { expect, test } from "vitest";
import { sumOf } from "../scripts/results.ts";

const checks = [
  { name: "types", passed: true },
  { name: "lint", passed: true },
];

type Reported = NonNullable<Parameters<typeof sumOf>[1]>;

function report(...states: readonly string[]): Reported {
  const assertionResults = states.map((status, index) => ({ fullName: `promise ${index + 1}`, status }));
  const failed = states.includes("failed");
  return {
    success: !failed,
    testResults: [{ name: "a.test.ts", status: failed ? "failed" : "passed", assertionResults }],
  };
}

test("checks and tests are counted together", () => {
  expect(sumOf(checks, report("passed", "passed", "passed"))).toEqual({ passed: 5, failed: [], notRun: [] });
});

test("a failed check and a failed test are named", () => {
  const sum = sumOf([...checks, { name: "format", passed: false }], report("passed", "failed"));
  expect(sum).toEqual({ passed: 3, failed: ["format", "promise 2"], notRun: [] });
});

test.each(["skipped", "todo", "pending"])("a test that is %s is named as not run", (status) => {
  expect(sumOf(checks, report("passed", status)).notRun).toEqual(["promise 2"]);
});

test("a file that did not load is a failure", () => {
  const broken = { success: false, testResults: [{ name: "b.test.ts", status: "failed", assertionResults: [] }] };
  expect(sumOf(checks, broken).failed).toContain("b.test.ts did not load");
});

test("an error outside of any test is a failure", () => {
  expect(sumOf(checks, { success: false, testResults: report("passed").testResults }).failed).toEqual([
    "an error outside of any test",
  ]);
});

test("tests that left no report, or were none, are a failure", () => {
  expect(sumOf(checks, undefined).failed).toEqual(["the tests did not run to their end"]);
  expect(sumOf(checks, { success: true, testResults: [] }).failed).toEqual(["no test ran"]);
});
