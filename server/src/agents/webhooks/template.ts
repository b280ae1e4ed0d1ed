import { LoopgateError, type FieldError, type Json, type JsonObject } from "@loopgate/contract";

/**
 * The shape that a receiver expects: JSON in which a text that is nothing but `{{response}}` stands for that value. It is put in
 * as the JSON value that it is; nothing is run, and no text is put together.
 */
export type Template = Json;

/** In characters of JSON. */
const LONGEST = 16_384;
const PLACEHOLDER = /^\{\{\s*([\w-]+(?:\.[\w-]+)*)\s*\}\}$/;

/** What a placeholder may begin with: a field of the answer, the whole of it, or the event. */
const ROOTS = new Set([
  "answer",
  "event",
  "request_id",
  "status",
  "completed",
  "approved",
  "response",
  "metadata",
  "timestamp",
  "decision",
]);

/** Throws `invalid_request` with the places below `field` where the template cannot be filled. */
export function checkTemplate(template: Template, field: string): void {
  const errors = [
    ...(JSON.stringify(template).length > LONGEST
      ? [{ path: field, message: `must have at most ${LONGEST} characters` }]
      : []),
    ...texts(template, field).flatMap(errorsOf),
  ];
  if (errors.length > 0) throw new LoopgateError("invalid_request", "Correct the template of the body.", errors);
}

/** What is posted: `answer` is the body of a poll, `event` the envelope without its data. What is not there is null. */
export function fillTemplate(template: Template, answer: JsonObject, event: JsonObject): Json {
  const values: JsonObject = { ...answer, answer, event };
  const fill = (part: Json): Json => {
    if (typeof part === "string") {
      const path = PLACEHOLDER.exec(part)?.[1];
      return path === undefined ? part : valueAt(values, path.split("."));
    }
    if (isList(part)) return part.map(fill);
    if (part === null || typeof part !== "object") return part;
    return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, fill(value)]));
  };
  return fill(template);
}

type Text = { readonly path: string; readonly text: string };

function texts(part: Json, path: string): readonly Text[] {
  if (typeof part === "string") return [{ path, text: part }];
  if (isList(part)) return part.flatMap((each, at) => texts(each, `${path}[${at}]`));
  if (part === null || typeof part !== "object") return [];
  return Object.entries(part).flatMap(([name, value]) => texts(value, `${path}.${name}`));
}

function errorsOf({ path, text }: Text): readonly FieldError[] {
  if (!text.includes("{{")) return [];
  const placeholder = PLACEHOLDER.exec(text)?.[1];
  if (placeholder === undefined)
    return [{ path, message: "must be one placeholder and nothing else, such as {{response}}, or hold no {{" }];
  const [root = ""] = placeholder.split(".");
  return ROOTS.has(root) ? [] : [{ path, message: `may begin with ${[...ROOTS].join(", ")}; "${root}" is none` }];
}

function valueAt(from: Json, path: readonly string[]): Json {
  return path.reduce<Json>((value, name) => {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, name)) return null;
    return (value as JsonObject)[name] ?? null;
  }, from);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
