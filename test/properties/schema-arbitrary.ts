import fc from "fast-check";
import { z } from "zod";

type Schema = Readonly<Record<string, unknown>>;
type Definitions = Readonly<Record<string, Schema>>;

/** Deeper than this a value of "any JSON" is a leaf. */
const deepest = 3;

/** Values that a contract's schema takes, as far as its JSON Schema tells. What the schema checks beyond that is for the recipes. */
export function inputsOf(schema: z.ZodType): fc.Arbitrary<Record<string, unknown>> {
  const whole = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Schema;
  return valuesOf(whole, (whole["$defs"] ?? {}) as Definitions, 0) as fc.Arbitrary<Record<string, unknown>>;
}

function valuesOf(schema: Schema, definitions: Definitions, depth: number): fc.Arbitrary<unknown> {
  const inner = (part: unknown) => valuesOf(part as Schema, definitions, depth + 1);
  if ("const" in schema) return fc.constant(schema["const"]);
  if (Array.isArray(schema["enum"])) return fc.constantFrom(...(schema["enum"] as unknown[]));
  if (typeof schema["$ref"] === "string") {
    if (depth > deepest) return fc.constantFrom(null, true, 0, "");
    return inner(definitions[schema["$ref"].replace("#/$defs/", "")]);
  }
  const choices = (schema["anyOf"] ?? schema["oneOf"]) as unknown[] | undefined;
  if (choices) return fc.oneof(...choices.map(inner));
  switch (schema["type"]) {
    case "string":
      return texts(schema);
    case "integer":
      return fc.integer({ min: atLeast(schema, -1e9), max: atMost(schema, 1e9) }).filter((value) => value !== 0);
    case "number":
      return fc.double({ min: atLeast(schema, -1e6), max: atMost(schema, 1e6), noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(inner(schema["items"]), {
        minLength: Number(schema["minItems"] ?? 0),
        maxLength: Math.min(4, Number(schema["maxItems"] ?? 4)),
      });
    case "object":
      return objects(schema, inner);
    default:
      return fc.constantFrom(null, true, 1, "any");
  }
}

function objects(schema: Schema, inner: (part: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const properties = schema["properties"] as Record<string, unknown> | undefined;
  if (!properties)
    return fc.dictionary(keys, inner(schema["additionalProperties"] ?? { type: "string" }), { maxKeys: 4 });
  const fields = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, inner(part)]));
  return fc.record(fields, { requiredKeys: (schema["required"] ?? []) as string[] });
}

/** `__proto__` is refused by name, so it belongs to the hostile inputs. */
const keys = fc.string({ minLength: 1, maxLength: 8 }).filter((key) => key !== "__proto__");

/** What an agent may call itself: printable, without spaces around. */
export const names = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter((name) => /^[^\p{C}\p{Z}]+$/u.test(name) && name.length <= 128);

function texts(schema: Schema): fc.Arbitrary<string> {
  const pattern = typeof schema["pattern"] === "string" ? schema["pattern"] : "";
  if (schema["format"] === "uuid") return fc.uuid();
  if (schema["format"] === "uri") return fc.constantFrom("https://example.com/hook", "http://127.0.0.1:9/x?y=z#w");
  if (pattern.includes("\\p{")) return names;
  if (pattern !== "") return fc.stringMatching(new RegExp(pattern));
  const minLength = Number(schema["minLength"] ?? 0);
  return fc.string({ unit: "grapheme", minLength, maxLength: Math.min(40, Number(schema["maxLength"] ?? 40)) });
}

function atLeast(schema: Schema, otherwise: number): number {
  return Math.max(Number(schema["minimum"] ?? otherwise), -1e9);
}

function atMost(schema: Schema, otherwise: number): number {
  return Math.min(Number(schema["maximum"] ?? otherwise), 1e9);
}
