import { expect, test } from "vitest";
import { plain } from "./plain.ts";
import { isSameJson } from "./same-json.ts";

test("what JSON holds is copied as it is, without what is undefined", () => {
  const at = new Date("2026-11-26T09:30:00.000Z");
  const copied = plain({ a: [1, "x", null, true, { b: undefined }], at, none: Object.create(null) as object }, "given");
  expect(copied).toEqual({ a: [1, "x", null, true, {}], at: "2026-11-26T09:30:00.000Z", none: {} });
});

test.each<[string, unknown]>([
  ["given.a is not JSON (Map)", { a: new Map() }],
  ["given.a[1] is not JSON (undefined)", { a: [1, undefined] }],
  ["given.a is not JSON (bigint)", { a: 1n }],
  ["given.a is not JSON (number)", { a: Number.POSITIVE_INFINITY }],
  ["given.a is not JSON (function)", { a: () => 1 }],
  ["given.a is not JSON (Uint8Array)", { a: new Uint8Array(1) }],
  [
    "given is not JSON (Hidden)",
    new (class Hidden {
      toJSON() {
        return {};
      }
    })(),
  ],
  ["given is not JSON (Object)", { [Symbol("hidden")]: 1 }],
])("%s", (sentence, value) => {
  expect(() => plain(value, "given")).toThrow(sentence);
});

test.each<[boolean, unknown, unknown]>([
  [true, { a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 }],
  [false, { a: 1 }, { a: 1, b: 2 }],
  [false, { a: undefined }, { b: undefined }],
  [false, [1, 2], [2, 1]],
  [false, [], {}],
  [false, 1, "1"],
  [false, null, {}],
])("%s: %j and %j are the same JSON", (same, one, other) => {
  expect(isSameJson(one, other)).toBe(same);
});
