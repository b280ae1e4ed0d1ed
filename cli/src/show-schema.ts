import type { Json, JsonObject } from "@loopgate/contract";
import { barred, styled, type Screen } from "./screen.ts";
import { texts } from "./texts.ts";

/** The fields of a form: the name and kind of each first, everything else that the schema says about it after that. */
export function showSchema(schema: JsonObject, out: Screen): void {
  const { type: _, properties, required, ...rest } = schema;
  out.line(styled("bold", texts.terminal.formFields));
  for (const [name, field] of Object.entries(isObject(properties) ? properties : {}))
    barred(out, fieldLine(name, field, isList(required) && required.includes(name)));
  for (const [name, value] of Object.entries(rest)) barred(out, `${name}: ${textOf(value)}`);
}

function fieldLine(name: string, field: Json, isRequired: boolean): string {
  const { type, title, ...rest } = isObject(field) ? field : {};
  const kind = [type === undefined ? "" : textOf(type), isRequired ? texts.terminal.requiredField : ""];
  const details = Object.entries(rest).map(([key, value]) => `${key}: ${textOf(value)}`);
  return [
    `${title === undefined ? name : `${name} · ${textOf(title)}`} (${kind.filter((part) => part !== "").join(", ")})`,
    ...details.map((detail) => `    ${detail}`),
  ].join("\n");
}

/** One line, whatever it holds. */
function textOf(value: Json): string {
  return typeof value === "string" && !/["\n]/.test(value) ? value : JSON.stringify(value);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
