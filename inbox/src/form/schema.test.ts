import { expect, test } from "vitest";
import { choicesOf, fieldKindOf, resolved, startOf, withMember } from "./schema.ts";

test.each([
  ["object", { type: "object", properties: { a: {} } }],
  ["json", { type: "object" }],
  ["list", { type: "array", items: { type: "string" } }],
  ["json", { type: "array" }],
  ["choice", { enum: ["a", "b"] }],
  ["choice", { type: "string", oneOf: [{ const: "a", title: "A" }] }],
  ["choice", { const: 3 }],
  ["yes-no", { type: "boolean" }],
  ["number", { type: "integer" }],
  ["line", { type: "string" }],
  ["lines", { type: "string", format: "multiline" }],
  ["lines", { type: "string", maxLength: 2000 }],
  ["json", { type: ["string", "null"] }],
  ["json", {}],
] as const)("a field is drawn as %s for %j", (kind, schema) => {
  expect(fieldKindOf(schema)).toBe(kind);
});

test("a reference leads into the schema's own definitions, and what stands beside it is kept", () => {
  const root = { $defs: { size: { type: "integer", title: "Size" }, alias: { $ref: "#/$defs/size" } } };
  expect(resolved(root, { $ref: "#/$defs/alias", title: "Mine" })).toEqual({ type: "integer", title: "Mine" });
});

test("a form starts with its defaults, and with nothing where there are none", () => {
  const schema = {
    type: "object",
    properties: {
      name: { type: "string" },
      region: { type: "string", default: "eu" },
      limits: { type: "object", properties: { cpu: { type: "integer", default: 2 } } },
    },
  };
  expect(startOf(schema, schema)).toEqual({ region: "eu", limits: { cpu: 2 } });
});

test("choices have the words of their titles", () => {
  expect(choicesOf({ oneOf: [{ const: 1, title: "One" }, { const: "two" }] })).toEqual([
    { value: 1, title: "One" },
    { value: "two", title: "two" },
  ]);
  expect(choicesOf({ enum: [null, true] }).map(({ title }) => title)).toEqual(["null", "true"]);
});

test("a member that is emptied is left out", () => {
  expect(withMember({ a: 1, b: 2 }, "a", undefined)).toEqual({ b: 2 });
  expect(withMember({ a: 1 }, "b", 2)).toEqual({ a: 1, b: 2 });
});
