import { expect, test } from "vitest";
import { headlineOf } from "./headline-text.ts";

const headline = (value: string) =>
  headlineOf({ action: { name: "run", digest: "", fields: [{ path: "command", value }] } });

test("a long value is cut, and what was hidden in it never in the middle of its mark", () => {
  expect(headline("x".repeat(32))).toBe(`run(command: ${"x".repeat(32)})`);
  expect(headline("x".repeat(33))).toBe(`run(command: ${"x".repeat(31)}…)`);
  for (let before = 24; before <= 30; before++)
    expect(headline(`${"x".repeat(before)}⟦U+202E⟧gnp.sh`)).toBe(`run(command: ${"x".repeat(before)}…)`);
  expect(headline(`${"x".repeat(23)}⟦U+202E⟧gnp.sh`)).toBe(`run(command: ${"x".repeat(23)}⟦U+202E⟧…)`);
});
