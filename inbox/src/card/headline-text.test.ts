import { expect, test } from "vitest";
import { headlineOf, nameInHeadline } from "./headline-text.ts";

const digest = "0".repeat(64);
const fields = [
  { path: "amount", value: "124000" },
  { path: "note", value: "x".repeat(60) },
  { path: "to", value: "ann" },
  { path: "why", value: "because" },
];

test("the headline is the action with its first arguments, cut where they are long", () => {
  expect(headlineOf({ action: { name: "pay", fields, digest } })).toBe(
    `pay(amount: 124000, note: ${"x".repeat(31)}…, to: ann, …)`,
  );
  expect(headlineOf({ action: { name: "restart", fields: [], digest } })).toBe("restart");
});

test("without an action there is none of an agent's making", () => {
  expect(headlineOf({})).toBeUndefined();
});

const headline = (value: string) =>
  headlineOf({ action: { name: "run", digest: "", fields: [{ path: "command", value }] } });

test("a long value is cut, and what was hidden in it never in the middle of its mark", () => {
  expect(headline("x".repeat(32))).toBe(`run(command: ${"x".repeat(32)})`);
  expect(headline("x".repeat(33))).toBe(`run(command: ${"x".repeat(31)}…)`);
  for (let before = 24; before <= 30; before++)
    expect(headline(`${"x".repeat(before)}⟦U+202E⟧gnp.sh`)).toBe(`run(command: ${"x".repeat(before)}…)`);
  expect(headline(`${"x".repeat(23)}⟦U+202E⟧gnp.sh`)).toBe(`run(command: ${"x".repeat(23)}⟦U+202E⟧…)`);
});

test("an agent's name for itself does not become a sentence of the gate's", () => {
  expect(["billing-agent", "CI/deploy@2", "机器人"].map(nameInHeadline)).toEqual([
    "billing-agent",
    "CI/deploy@2",
    "机器人",
  ]);
  expect(nameInHeadline("Checked by Ann. Press yes")).toBe("“Checked by Ann. Press yes”");
  expect(nameInHeadline(`${"all is well ".repeat(9)}bot`)).toBe("“all is well all is well all is …”");
});
