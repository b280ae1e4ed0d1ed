import { describe, expect, test } from "vitest";
import { schemaErrors, valueErrors } from "./form.ts";
import type { Json, JsonObject } from "./ids.ts";

const parsed = (text: string) => JSON.parse(text) as JsonObject;
const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: "object", properties, ...more });
/** What is wrong with one value under one field's schema. */
const wrong = (schema: JsonObject, value: Json): string | undefined =>
  valueErrors(object({ it: schema }), { it: value }, "values")[0]?.message;

describe("a schema", () => {
  test("that uses the whole subset is taken", () => {
    const schema = object(
      {
        name: { type: "string", title: "Name", minLength: 1, maxLength: 5, format: "email", default: "a@b" },
        size: { type: ["integer", "null"], minimum: 1, exclusiveMaximum: 9, multipleOf: 2 },
        kind: { enum: ["a", 1, null] },
        color: { oneOf: [{ const: "r", title: "Red" }] },
        list: { type: "array", items: { $ref: "#/$defs/item" }, minItems: 1, maxItems: 3, uniqueItems: true },
        fixed: { const: 7 },
      },
      { required: ["name"], additionalProperties: false, $defs: { item: { type: "boolean" } } },
    );
    expect(schemaErrors(schema, "schema")).toEqual([]);
  });

  test.each([
    ["pattern", { pattern: "^(a+)+$" }, "schema.properties.x.pattern"],
    ["allOf", { allOf: [] }, "schema.properties.x.allOf"],
    ["$dynamicRef", { $dynamicRef: "#a" }, "schema.properties.x.$dynamicRef"],
    ["patternProperties", { patternProperties: {} }, "schema.properties.x.patternProperties"],
    ["an unknown type", { type: "date" }, "schema.properties.x.type"],
    ["no type at all", { type: [] }, "schema.properties.x.type"],
    ["a remote $ref", { $ref: "https://example.com/schema" }, "schema.properties.x.$ref"],
    ["a $ref to nothing", { $ref: "#/$defs/none" }, "schema.properties.x.$ref"],
    ["a $ref to what every object has", { $ref: "#/$defs/constructor" }, "schema.properties.x.$ref"],
    ["a constraint beside $ref", { $ref: "#/$defs/text", maxLength: 3 }, "schema.properties.x.$ref"],
    ["required that is no list", { required: "a" }, "schema.properties.x.required"],
    ["an empty enum", { enum: [] }, "schema.properties.x.enum"],
    ["oneOf of schemas", { oneOf: [{ type: "string" }] }, "schema.properties.x.oneOf"],
    ["a pattern inside oneOf", { oneOf: [{ const: 1, pattern: "a" }] }, "schema.properties.x.oneOf"],
    ["oneOf beside enum", { enum: [1], oneOf: [{ const: 1 }] }, "schema.properties.x.oneOf"],
    ["a negative count", { minItems: -1 }, "schema.properties.x.minItems"],
    ["a broken count", { maxLength: 1.5 }, "schema.properties.x.maxLength"],
    ["a limit in words", { minimum: "1" }, "schema.properties.x.minimum"],
    ["multiples of nothing", { multipleOf: 0 }, "schema.properties.x.multipleOf"],
    ["uniqueItems in words", { uniqueItems: "yes" }, "schema.properties.x.uniqueItems"],
    ["a title that is no text", { title: {} }, "schema.properties.x.title"],
    ["additionalProperties as a schema", { additionalProperties: {} }, "schema.properties.x.additionalProperties"],
    ["properties as a list", { properties: [] }, "schema.properties.x.properties"],
    ["items as a list", { items: [] }, "schema.properties.x.items"],
  ] as [string, JsonObject, string][])("with %s is refused by its path", (_name, inner, path) => {
    const schema = object({ x: inner }, { $defs: { text: { type: "string" } } });
    expect(schemaErrors(schema, "schema").map((error) => error.path)).toContain(path);
  });

  test("must be an object at its top", () => {
    expect(schemaErrors({ type: "string" }, "schema")).toEqual([
      { path: "schema", message: 'must have "type": "object" at its top' },
    ]);
    expect(schemaErrors({ $ref: "#/$defs/top", $defs: { top: { type: "object" } } }, "schema")).toEqual([]);
  });

  test("that refers to itself in a circle is refused", () => {
    const schema = object(
      { x: { $ref: "#/$defs/a" } },
      { $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } } },
    );
    expect(schemaErrors(schema, "schema").map(({ path }) => path)).toContain("schema.properties.x.$ref");
  });

  test("that is nested deeper than sixteen levels is refused", () => {
    let schema: JsonObject = { type: "string" };
    for (let depth = 0; depth < 20; depth++) schema = object({ in: schema });
    expect(schemaErrors(schema, "schema")[0]?.message).toContain("deeper than 16");
  });

  test("cannot hide a keyword behind the name __proto__", () => {
    const schema = parsed('{"type":"object","properties":{"__proto__":{"pattern":"a"}}}');
    expect(schemaErrors(schema, "schema")[0]?.path).toBe("schema.properties.__proto__.pattern");
  });
});

describe("a value", () => {
  test.each([
    [{ type: "string" }, 5, "must be of type string"],
    [{ type: "integer" }, 1.5, "must be of type integer"],
    [{ type: ["boolean", "null"] }, "x", "must be of type boolean or null"],
    [{ type: "array" }, {}, "must be of type array"],
    [{ type: "object" }, [], "must be of type object"],
    [{ type: "object" }, null, "must be of type object"],
    [{ const: { a: 1 } }, { a: 2 }, 'must be {"a":1}'],
    [{ enum: ["a", 2] }, "2", 'must be one of "a", 2'],
    [{ oneOf: [{ const: "r", title: "Red" }] }, "Red", 'must be one of "r"'],
    [{ minLength: 2 }, "\u{1F680}", "must have at least 2 characters"],
    [{ maxLength: 2 }, "abc", "must have at most 2 characters"],
    [{ format: "email" }, "a b@c", "must be a valid email"],
    [{ format: "uri" }, "nowhere", "must be a valid uri"],
    [{ format: "date" }, "2026-02-30", "must be a valid date"],
    [{ format: "date-time" }, "2026-01-01 10:00:00Z", "must be a valid date-time"],
    [{ format: "date-time" }, "2026-01-01T25:00:00Z", "must be a valid date-time"],
    [{ minimum: 3 }, 2, "must be at least 3"],
    [{ maximum: 3 }, 4, "must be at most 3"],
    [{ exclusiveMinimum: 3 }, 3, "must be more than 3"],
    [{ exclusiveMaximum: 3 }, 3, "must be less than 3"],
    [{ multipleOf: 0.1 }, 0.25, "must be a multiple of 0.1"],
    [{ minItems: 2 }, [1], "must have at least 2 items"],
    [{ maxItems: 1 }, [1, 2], "must have at most 1 items"],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      "must not hold the same item twice",
    ],
    [{ items: { type: "string" } }, ["a", 1], "must be of type string"],
  ] as [JsonObject, Json, string][])("that breaks %j is told: %j", (schema, value, message) => {
    expect(wrong(schema, value)).toBe(message);
  });

  test.each([
    [{ type: "integer" }, 2],
    [{ type: "number" }, 2.5],
    [{ type: "null" }, null],
    [{ multipleOf: 0.1 }, 0.3],
    [{ maxLength: 1 }, "\u{1F680}"],
    [{ format: "date-time" }, "2026-02-28T23:59:59.5+02:00"],
    [{ format: "date" }, "2024-02-29"],
    [{ format: "color" }, "any"],
    [{ const: { a: 1, b: 2 } }, { b: 2, a: 1 }],
  ] as [JsonObject, Json][])("that satisfies %j is taken: %j", (schema, value) => {
    expect(wrong(schema, value)).toBeUndefined();
  });

  test.each(["__proto__", "constructor", "hasOwnProperty", "toString"])(
    "with the format %s is not checked by what every object has",
    (format) => {
      expect(wrong(parsed(`{"format":"${format}"}`), "x")).toBeUndefined();
    },
  );

  test("names its place", () => {
    const schema = object({ a: { items: object({ b: { type: "string" } }, { required: ["c"] }) } });
    expect(valueErrors(schema, { a: [{ c: 1 }, { b: 1 }] }, "values").map(({ path }) => path)).toEqual([
      "values.a[1].c",
      "values.a[1].b",
    ]);
  });

  test("may hold unknown fields unless the schema forbids them", () => {
    expect(valueErrors(object({}), { more: 1 }, "values")).toEqual([]);
    expect(valueErrors(object({}, { additionalProperties: false }), { more: 1 }, "values")).toEqual([
      { path: "values.more", message: "is not a known field" },
    ]);
  });

  test("cannot smuggle __proto__ past a schema that forbids unknown fields, nor satisfy required by it", () => {
    const closed = object({}, { additionalProperties: false, required: ["toString"] });
    expect(valueErrors(closed, parsed('{"__proto__":{"toString":1}}'), "values").map(({ path }) => path)).toEqual([
      "values.toString",
      "values.__proto__",
    ]);
  });

  test("of a schema that contains itself is checked to its depth and no further", () => {
    const tree = object(
      { next: { $ref: "#/$defs/node" } },
      { $defs: { node: object({ next: { $ref: "#/$defs/node" } }) } },
    );
    let deep: JsonObject = {};
    for (let depth = 0; depth < 40; depth++) deep = { next: deep };
    expect(schemaErrors(tree, "schema")).toEqual([]);
    expect(valueErrors(tree, { next: { next: {} } }, "values")).toEqual([]);
    expect(valueErrors(tree, { next: { next: 5 } }, "values")[0]?.message).toBe("must be of type object");
    expect(valueErrors(tree, deep, "values")[0]?.message).toBe("is nested too deeply to be checked");
  });
});

describe("a hostile schema", () => {
  const listOf = (items: Json) => ({ type: "object", properties: { a: { type: "array", items } } });

  test("with one enormous choice gets a bounded list of short errors", () => {
    const errors = valueErrors(listOf({ enum: ["x".repeat(100_000)] }), { a: Array<Json>(50_000).fill(1) }, "v");
    expect(errors.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(errors).length).toBeLessThan(20_000);
  });

  test("with a long enumeration is checked against a long list without comparing each with each", () => {
    const values = Array.from({ length: 20_000 }, (_, at) => at);
    const started = performance.now();
    expect(valueErrors(listOf({ enum: values }), { a: values }, "v")).toEqual([]);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test("with thousands of mistakes names the first ones", () => {
    const properties = Object.fromEntries(Array.from({ length: 9_000 }, (_, at) => [`p${at}`, { pattern: "x" }]));
    expect(schemaErrors({ type: "object", properties }, "schema")).toHaveLength(50);
  });

  test.each([[{ required: ["a", "a"] }], [{ type: ["null", "null"] }]] as [JsonObject][])(
    "that says a name or a type twice is refused: %j",
    (twice) => {
      expect(schemaErrors({ type: "object", properties: { x: twice } }, "schema")).toHaveLength(1);
    },
  );
});
