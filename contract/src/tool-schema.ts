import { z } from "zod";
import type { Json, JsonObject } from "./ids.ts";

/** Words that say less to a model than they cost, or that some clients cannot read (`\p{…}` in a pattern). */
const LEFT_OUT = new Set(["$schema", "$defs", "id", "pattern", "propertyNames", "example"]);

/**
 * A schema as JSON Schema for the tools of an agent: without references, since many clients follow none. It says less than
 * the schema checks, never more. Results stay open, so that a later field breaks no client that checks them.
 */
export function toolSchema(schema: z.ZodObject, io: "input" | "output"): JsonObject & { readonly type: "object" } {
  const written = z.toJSONSchema(schema, { io }) as JsonObject;
  const definitions = (written["$defs"] ?? {}) as JsonObject;
  return { ...(plain(written, definitions, io) as JsonObject), type: "object" };
}

function plain(node: Json, definitions: JsonObject, io: "input" | "output"): Json {
  if (isList(node)) return node.map((each) => plain(each, definitions, io));
  if (node === null || typeof node !== "object") return node;
  const { $ref: ref, ...rest } = node;
  if (typeof ref === "string") return { ...resolve(ref, definitions, io), ...described(rest) };
  if (node["type"] === "object" && node["properties"] === undefined) return { type: "object", ...described(rest) };
  const entries = Object.entries(rest).filter(
    ([word, value]) => !LEFT_OUT.has(word) && !(word === "additionalProperties" && saysNothing(value, io)),
  );
  return oneTypeEach(
    Object.fromEntries(entries.map(([word, value]) => [word, plainWord(word, value, definitions, io)])),
  );
}

/** An open object needs no word for it, and a result stays open. */
function saysNothing(additional: Json, io: "input" | "output"): boolean {
  return additional === false ? io === "output" : isList(additional) || Object.keys(additional ?? {}).length === 0;
}

/** Some clients read a `type` only where it is one, so several become alternatives. */
function oneTypeEach(schema: JsonObject): JsonObject {
  const { type: types, description, ...words } = schema;
  if (types === undefined || !isList(types)) return schema;
  const alternative = (type: Json): JsonObject => (type === "null" ? { type } : { type, ...words });
  return { ...(description !== undefined && { description }), anyOf: types.map(alternative) };
}

/** Below `properties` stand names, not words: a field may be called `pattern`. */
function plainWord(word: string, value: Json, definitions: JsonObject, io: "input" | "output"): Json {
  if (word !== "properties") return plain(value, definitions, io);
  const fields = Object.entries(value as JsonObject);
  return Object.fromEntries(fields.map(([name, field]) => [name, plain(field, definitions, io)]));
}

/** A definition in its place. Any JSON at all refers to itself, so its kinds are named instead. */
function resolve(ref: string, definitions: JsonObject, io: "input" | "output"): JsonObject {
  const definition = definitions[ref.replace("#/$defs/", "")];
  if (definition === undefined) throw new Error(`a schema refers to ${ref}, which it does not hold`);
  if (JSON.stringify(definition).includes(`"${ref}"`))
    return oneTypeEach({ type: ["object", "array", "string", "number", "boolean", "null"] });
  return plain(definition, definitions, io) as JsonObject;
}

function described({ description }: JsonObject): JsonObject {
  return description === undefined ? {} : { description };
}

function isList(node: Json): node is readonly Json[] {
  return Array.isArray(node);
}
