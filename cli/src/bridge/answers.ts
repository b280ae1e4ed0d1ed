import type { Json, JsonObject } from "@loopgate/contract";
import { isObject, type Id } from "./message.ts";

/** What the server says, with the line that says it. */
export type Answer = { readonly value: JsonObject; readonly text: string };

export const INTERNAL_ERROR = -32_603;

/** Undefined where the text is no JSON-RPC message. */
export function readAnswer(text: string): Answer | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) && value["jsonrpc"] === "2.0"
      ? { value, text: text.replaceAll(/[\r\n]+/g, " ") }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether this ends the request, and does not only tell of its progress. An error without an id is about the only request sent. */
export function endsRequest({ value }: Answer, id: Id | undefined): boolean {
  if (value["method"] !== undefined) return false;
  return value["id"] === id || (isNone(value["id"]) && value["error"] !== undefined);
}

/** The line that the client is given: an error that the server could not put to a request is put to the one that was sent. */
export function lineOf({ value, text }: Answer, id: Id | undefined): string {
  return id !== undefined && value["error"] !== undefined && isNone(value["id"])
    ? JSON.stringify({ ...value, id })
    : text;
}

/** An error that the bridge itself gives. */
export function errorLine(id: Id | undefined, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: "2.0", id: id ?? null, error: { code, message } });
}

function isNone(id: Json | undefined): boolean {
  return id === undefined || id === null;
}
