import type { Json, JsonObject } from "@loopgate/contract";

/** What kind of field draws a schema of Loopgate's subset (contract/src/form.ts). */
export type FieldKind = "object" | "list" | "choice" | "yes-no" | "number" | "lines" | "line" | "json";

export type Choice = { readonly value: Json; readonly title: string };

const FEW = 5;
/** Over so many letters a text is written in a box of lines. */
const LONG_TEXT = 200;

/** Follows `$ref` into the schema's own definitions, as the validator does. */
export function resolved(root: JsonObject, schema: JsonObject): JsonObject {
  let found: JsonObject = schema;
  for (let hops = 0; typeof found["$ref"] === "string" && hops < 16; hops++) {
    const name = found["$ref"].slice("#/$defs/".length);
    const { $ref: _, ...beside } = found;
    found = { ...object(object(root["$defs"])[name]), ...beside };
  }
  return found;
}

export function fieldKindOf(schema: JsonObject): FieldKind {
  const { type } = schema;
  if (choicesOf(schema).length > 0) return "choice";
  if (type === "object" && Object.keys(object(schema["properties"])).length > 0) return "object";
  if (type === "array" && schema["items"] !== undefined) return "list";
  if (type === "boolean") return "yes-no";
  if (type === "number" || type === "integer") return "number";
  if (type === "string") return isLong(schema) ? "lines" : "line";
  return "json";
}

/** What may be picked, with the words for it. */
export function choicesOf({ enum: values, oneOf, const: only }: JsonObject): readonly Choice[] {
  if (Array.isArray(oneOf))
    return (oneOf as readonly JsonObject[]).map(({ const: value = null, title }) => ({
      value,
      title: typeof title === "string" ? title : textOf(value),
    }));
  const list = Array.isArray(values) ? (values as readonly Json[]) : only === undefined ? [] : [only];
  return list.map((value) => ({ value, title: textOf(value) }));
}

/** Few choices are all seen at once. */
export function areFew(choices: readonly Choice[]): boolean {
  return choices.length <= FEW && choices.reduce((sum, { title }) => sum + title.length, 0) <= 60;
}

/** What a field starts with: its default, and whatever its members start with. */
export function startOf(root: JsonObject, given: JsonObject): Json | undefined {
  const schema = resolved(root, given);
  if (schema["default"] !== undefined) return schema["default"];
  if (fieldKindOf(schema) !== "object") return undefined;
  const members = Object.entries(object(schema["properties"])).flatMap(([name, member]) => {
    const start = startOf(root, object(member));
    return start === undefined ? [] : [[name, start] as const];
  });
  return Object.fromEntries(members);
}

/** The value with one member set, or taken out where that is undefined. */
export function withMember(value: JsonObject, name: string, member: Json | undefined): JsonObject {
  const { [name]: _, ...rest } = value;
  return member === undefined ? rest : { ...rest, [name]: member };
}

export function object(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function isLong({ format, maxLength }: JsonObject): boolean {
  return format === "multiline" || format === "textarea" || (typeof maxLength === "number" && maxLength > LONG_TEXT);
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
