import type { Json, JsonObject } from "@loopgate/contract";

export type Id = string | number;

/** What a client says in one line, with the text that says it: the server gets that, not our reading of it. */
export type Message = {
  /** A request has one, and gets an answer; a notification or an answer of the client's has none. */
  readonly id: Id | undefined;
  readonly method: string | undefined;
  readonly params: JsonObject;
  readonly text: string;
};

/** Why a line is no message, as JSON-RPC numbers it (https://www.jsonrpc.org/specification#error_object). */
export type Flaw = { readonly code: -32700 | -32600; readonly message: string; readonly id?: Id };

const PARSE_ERROR = -32_700;
export const INVALID_REQUEST = -32_600;

/** The messages of one line: one, or those of a batch, which revision 2025-03-26 still has. */
export function readMessages(text: string): readonly (Message | Flaw)[] {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return [{ code: PARSE_ERROR, message: "This line is not JSON. Send one JSON-RPC message a line." }];
  }
  if (!isList(value)) return [readMessage(value, text)];
  if (value.length === 0) return [{ code: INVALID_REQUEST, message: "This batch is empty." }];
  return value.map((each) => readMessage(each, JSON.stringify(each)));
}

function readMessage(value: Json, text: string): Message | Flaw {
  if (!isObject(value) || value["jsonrpc"] !== "2.0")
    return { code: INVALID_REQUEST, message: 'This is no JSON-RPC message: it needs "jsonrpc": "2.0".' };
  const { id, method, params = {} } = value;
  const isAnswer = method === undefined && ("result" in value || "error" in value);
  if (isAnswer) return { id: undefined, method: undefined, params: {}, text };
  if (id !== undefined && typeof id !== "string" && typeof id !== "number")
    return { code: INVALID_REQUEST, message: "The id of a request must be a string or a number." };
  const own = id === undefined ? {} : { id };
  if (typeof method !== "string") return { code: INVALID_REQUEST, message: "method must be a string.", ...own };
  if (!isObject(params)) return { code: INVALID_REQUEST, message: "params must be an object.", ...own };
  return { id, method, params, text };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !isList(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
