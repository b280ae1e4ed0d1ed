import { LoopgateError, type FieldError } from "@loopgate/contract";
import type { z } from "zod";
import { parseStrictJson } from "./strict-json.ts";

/** Bodies over this are refused, in bytes. */
export const LARGEST_BODY = 256 * 1024;

/** The body of a call, checked: strict JSON of the right type and size that satisfies the schema. */
export async function readBody<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const type = (request.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json")
    throw new LoopgateError("unsupported_media_type", "Send the header `Content-Type: application/json`.");
  return checkInput(schema, await readStrictJson(request));
}

/** The fields of a form of a page of ours, checked: every name known, and given once. */
export async function readForm<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const type = (request.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded")
    throw new LoopgateError("unsupported_media_type", "Send the page's form.");
  return readPairs(new URLSearchParams(await readText(request)), schema);
}

/** The body of a call as strict JSON of the right size, of whatever type and shape. */
export async function readStrictJson(request: Request): Promise<unknown> {
  return parseStrictJson(await readText(request));
}

/** The query of a call, checked: every name known, and given once. */
export function readQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  return readPairs(new URL(request.url).searchParams, schema);
}

/** Names and values, checked: every name given once, and known where the schema is strict. */
export function readPairs<Schema extends z.ZodType>(pairs: URLSearchParams, schema: Schema): z.output<Schema> {
  return checkInput(schema, onceEach(pairs));
}

function onceEach(pairs: URLSearchParams): Readonly<Record<string, string>> {
  const names = [...pairs.keys()];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw badInput([{ path: twice, message: "is given twice" }]);
  return Object.fromEntries(pairs);
}

/** What the schema makes of the value; throws LoopgateError `invalid_request` with the path of each bad field. */
export function checkInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw badInput(parsed.error.issues.flatMap((issue) => fieldErrors(issue, value)));
}

function badInput(fields: readonly FieldError[]): LoopgateError {
  return new LoopgateError("invalid_request", "Correct the fields that are named, and send it again.", fields);
}

async function readText(request: Request): Promise<string> {
  const bytes = await readBytes(request).catch(brokenOff);
  if (bytes.byteLength > LARGEST_BODY) throw tooLarge();
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new LoopgateError("invalid_json", "It is not UTF-8.", [], { cause: error });
  }
}

/** A body whose length is told is read whole, since a stream costs more than all the rest of reading; another piece by piece. */
async function readBytes(request: Request): Promise<Uint8Array> {
  const told = request.headers.get("content-length");
  if (Number(told ?? 0) > LARGEST_BODY) throw tooLarge();
  if (told !== null) return new Uint8Array(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Its sender has gone, and is told nothing any more. */
function brokenOff(error: unknown): never {
  if (error instanceof LoopgateError) throw error;
  throw new LoopgateError("invalid_json", "It broke off before its end.", [], { cause: error });
}

function tooLarge(): LoopgateError {
  return new LoopgateError(
    "body_too_large",
    `A body may have ${LARGEST_BODY / 1024} kB. Send less, for instance a link to the details.`,
  );
}

type Issue = z.core.$ZodIssue;

function fieldErrors(issue: Issue, input: unknown): FieldError[] {
  const path = pathText(issue.path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: pathText([...issue.path, key]), message: "is not a known field" }));
  if (issue.code === "invalid_union") return unionErrors(issue, input);
  const missing = issue.code === "invalid_type" && valueAt(input, issue.path) === undefined;
  return [{ path, message: missing ? "is required" : sentence(issue.message) }];
}

/** The complaints of the branch that came nearest: the one that got past the value's own type. */
function unionErrors(issue: Extract<Issue, { code: "invalid_union" }>, input: unknown): FieldError[] {
  const branches = issue.errors ?? [];
  const near = branches.find((branch) =>
    branch.every(
      ({ path, code }) => path.length > 0 || code === "unrecognized_keys" || code === "too_small" || code === "too_big",
    ),
  );
  if (!near || near.length === 0) return [{ path: pathText(issue.path), message: sentence(issue.message) }];
  return near.flatMap((inner) => fieldErrors({ ...inner, path: [...issue.path, ...inner.path] }, input));
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined),
    input,
  );
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "(body)";
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}

/** "Invalid input: expected string, received number" → "expected string, received number". */
function sentence(message: string): string {
  return message.replace(/^Invalid input: /, "");
}
