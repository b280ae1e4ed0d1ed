import { expect, test } from "vitest";
import { changesBetween } from "./changed-leaves.ts";
import { leavesOf } from "./leaves.ts";

const lines = (value: Parameters<typeof leavesOf>[0]) => leavesOf(value).map(({ path, text }) => `${path}: ${text}`);

test("every leaf has its path, in the order of the canonical form", () => {
  expect(lines({ spec: { replicas: 3, "a b": [true, null] }, image: "web:2", empty: {}, none: [] })).toEqual([
    "empty: {}",
    "image: web:2",
    "none: []",
    'spec["a b"][0]: true',
    'spec["a b"][1]: null',
    "spec.replicas: 3",
  ]);
});

test.each([
  ["true", '"true"'],
  ["12", '"12"'],
  ["1e5", '"1e5"'],
  ["", '""'],
  [" x", '" x"'],
  ["x ", '"x "'],
  ["{a}", '"{a}"'],
  ['"x"', '"\\"x\\""'],
])("the text %j is in quotes, since bare it could be something else", (text, shown) => {
  expect(lines({ value: text })).toEqual([`value: ${shown}`]);
});

test("a text of several lines keeps them, and what is hidden in it is written out", () => {
  expect(leavesOf({ sql: "BEGIN;\nDROP\u202e;" })).toEqual([
    { path: "sql", text: "BEGIN;\nDROP⟦U+202E⟧;", kind: "text" },
  ]);
  expect(lines({ "a\u200bb": 1 })).toEqual(['["a⟦U+200B⟧b"]: 1']);
});

test("no two values are shown as the same", () => {
  const values = [1, "1", true, "true", null, "null", {}, "{}", [], "[]", "a", "a\u200b", "a⟦U+200B⟧"];
  const shown = values.map((value) => lines({ value })[0]);
  expect(new Set(shown).size).toBe(values.length);
});

test("what a person has changed is told leaf by leaf", () => {
  expect(changesBetween({ to: "ann", n: 1, old: "x" }, { to: "ben", n: 1, new: true })).toEqual([
    { path: "new", after: "true" },
    { path: "old", before: "x" },
    { path: "to", before: "ann", after: "ben" },
  ]);
  expect(changesBetween({ a: { b: [1] } }, { a: { b: [1] } })).toEqual([]);
  expect(changesBetween({ n: 1 }, { n: "1" })).toHaveLength(1);
});
