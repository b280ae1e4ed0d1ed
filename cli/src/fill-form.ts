import { valueErrors, type Json, type JsonObject } from "@loopgate/contract";
import type { Screen } from "./screen.ts";
import { UserError } from "./shell.ts";
import { texts } from "./texts.ts";

const { terminal } = texts;

type Ask = (question: string) => Promise<string | undefined>;

/** Asks for the fields one by one; what breaks the schema is explained and asked for again. */
export async function fillForm(schema: JsonObject, ask: Ask, out: Screen): Promise<JsonObject> {
  const values: { [name: string]: Json } = {};
  for (const name of Object.keys(asObject(schema["properties"]))) {
    const value = await askField(name, schema, ask, out);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

async function askField(name: string, schema: JsonObject, ask: Ask, out: Screen): Promise<Json | undefined> {
  const required = isList(schema["required"]) && schema["required"].includes(name);
  for (;;) {
    const line = await ask(terminal.askField(name, required));
    if (line === undefined) throw new UserError(terminal.leftOpen);
    const text = line.trim();
    if (text === "" && !required) return undefined;
    const errors = readings(text).map((value) => [value, fieldErrors(name, schema, value)] as const);
    const fits = errors.find(([, wrong]) => wrong.length === 0);
    if (fits) return fits[0];
    for (const message of errors[0]?.[1] ?? []) out.line(`  ${message}`);
  }
}

/** The text itself where the field takes that, else what it is as JSON: `3`, `true`, `["a"]`. */
function readings(text: string): readonly Json[] {
  try {
    return [text, JSON.parse(text) as Json];
  } catch {
    return [text];
  }
}

/** What is wrong with one field, whatever the others are; the schema's own definitions stay in reach. */
function fieldErrors(name: string, schema: JsonObject, value: Json): readonly string[] {
  const alone = { ...schema, required: [], properties: { [name]: asObject(schema["properties"])[name] ?? {} } };
  return valueErrors(alone, { [name]: value }, "").map(({ path, message }) => `${path.replace(/^\./, "")} ${message}`);
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
