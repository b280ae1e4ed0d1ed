import { SocketCall, type SocketReply } from "@loopgate/contract";
import { checkInput } from "../../http/input.ts";
import { problem, retryAfterOf } from "../../http/problem.ts";
import { parseStrictJson } from "../../http/strict-json.ts";
import type { LoopgateError } from "@loopgate/contract";

/** A message of an agent: a call, or what is wrong with it and whose reply that is. */
export type Message = { readonly call: SocketCall } | { readonly id: string | null; readonly error: unknown };

export function readMessage(text: string): Message {
  let value: unknown;
  try {
    value = parseStrictJson(text);
    return { call: checkInput(SocketCall, value) };
  } catch (error) {
    return { id: idIn(value), error };
  }
}

/** Also of a call that is no good, so that its sender knows which one. */
function idIn(value: unknown): string | null {
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : null;
  return typeof id === "string" && id.length <= 64 ? id : null;
}

export function problemReply(id: string | null, refusal: LoopgateError): SocketReply {
  const retryAfter = retryAfterOf(refusal);
  return {
    type: "problem",
    id,
    problem: problem(refusal),
    ...(retryAfter !== undefined && { retry_after: retryAfter }),
  };
}
