/**
 * The proofs are proved: each planted bug makes a check fail, in a throw-away copy of the sources, and the same checks pass in a
 * copy without a bug. `PLANTED=all` asks every layer that is said to notice, else only the fastest.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { root } from "../sources.ts";
import { BUGS, type Bug } from "./bugs.ts";
import { commandOf, runChecks, type Check } from "./check.ts";
import { copyWith, misfitOf } from "./copy.ts";
import { createLanes } from "./lanes.ts";
import { rowOf } from "./table.ts";

const postgres = inject("postgres");
const inLane = createLanes(2);
const checksOf = ({ caughtBy: [fastest, ...others] }: Bug): readonly Check[] =>
  process.env["PLANTED"] === "all" ? [fastest, ...others] : [fastest];

/** What the checks say of the sources with these edits. */
function verdicts(edits: Parameters<typeof copyWith>[0], checks: readonly Check[]) {
  return inLane(async () => {
    const copy = copyWith(edits);
    try {
      return await runChecks(copy.folder, checks, postgres);
    } finally {
      copy.remove();
    }
  });
}

test("every planted bug still fits the source", () => {
  const misfits = BUGS.flatMap(({ edits }) => edits).map((edit) =>
    misfitOf(edit, readFileSync(join(root, edit.file), "utf8")),
  );
  expect(misfits.filter((misfit) => misfit !== undefined)).toEqual([]);
});

test("docs/reliability.md tells of every planted bug, and what catches it", () => {
  const page = readFileSync(join(root, "docs/reliability.md"), "utf8");
  expect(BUGS.map(rowOf).filter((row) => !page.includes(row))).toEqual([]);
});

describe.concurrent("the checks", { timeout: 900_000 }, () => {
  test("all pass without a bug", async () => {
    const checks = [...new Map(BUGS.flatMap(checksOf).map((check) => [commandOf(check), check])).values()];
    const parts = [checks.filter((check) => "test" in check), checks.filter((check) => "script" in check)];
    const found = await Promise.all(parts.map((part) => verdicts([], part)));
    const wrong = parts.flat().flatMap((check, index) => {
      const verdict = found.flat()[index];
      return verdict?.kind === "passed" ? [] : [{ command: commandOf(check), ...verdict }];
    });
    expect(wrong).toEqual([]);
  });

  test.for(BUGS)("catch this bug: $name", async (bug) => {
    const checks = checksOf(bug);
    const found = await verdicts(bug.edits, checks);
    const wrong = checks.flatMap((check, index) => {
      const verdict = found[index];
      const isCaught = verdict?.kind === "failed" && verdict.said.includes(check.says);
      return isCaught ? [] : [{ command: commandOf(check), ...verdict }];
    });
    expect(wrong).toEqual([]);
  });
});
