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

test("every planted bug still fits the source, and stands in the table of docs/reliability.md with what catches it", () => {
  const page = readFileSync(join(root, "docs/reliability.md"), "utf8");
  const misfits = BUGS.flatMap(({ edits }) => edits).map((edit) =>
    misfitOf(edit, readFileSync(join(root, edit.file), "utf8")),
  );
  expect(misfits.filter((misfit) => misfit !== undefined)).toEqual([]);
  const told = BUGS.flatMap(({ name, caughtBy }) => [`| ${name} |`, ...caughtBy.map(commandOf)]);
  expect(told.filter((part) => !page.includes(part))).toEqual([]);
});

describe.concurrent("a planted bug is caught", { timeout: 900_000 }, () => {
  test.for(BUGS)("$name", async (bug, { expect }) => {
    const checks = checksOf(bug);
    const found = await verdicts(bug.edits, checks);
    const wrong = found.flatMap((verdict, index) => {
      const check = checks[index];
      if (!check || (verdict.kind === "failed" && verdict.said.includes(check.says))) return [];
      return [{ command: commandOf(check), ...verdict }];
    });
    expect(wrong).toEqual([]);
  });

  test("and without a bug the same checks pass", async ({ expect }) => {
    const checks = [...new Map(BUGS.flatMap(checksOf).map((check) => [commandOf(check), check])).values()];
    const found = await verdicts([], checks);
    const wrong = found.flatMap((verdict, index) =>
      verdict.kind === "passed" ? [] : [{ ...checks[index], ...verdict }],
    );
    expect(wrong).toEqual([]);
  });
});
