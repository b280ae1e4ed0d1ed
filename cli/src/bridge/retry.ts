import type { LoopgateUnreachable } from "@loopgate/client";
import type { Message } from "./message.ts";

/** What a call may be asked twice: reading, and what the server knows again by a key of the caller's or one made of its content. */
const REPEATABLE_TOOLS = new Set([
  "request_human_input",
  "check_request_status",
  "list_pending_requests",
  "cancel_request",
  "approve",
]);
const CHANGING = new Set(["tools/call", "tasks/update"]);

/** Whether it is safe to send the message again although the server may have carried it out. */
export function isRepeatable({ id, method = "", params: { name } }: Message): boolean {
  if (id === undefined) return false;
  if (method === "tools/call") return typeof name === "string" && REPEATABLE_TOOLS.has(name);
  return !CHANGING.has(method);
}

/** Nobody listens, so nothing was sent. */
export function isRefusedConnection({ cause }: LoopgateUnreachable): boolean {
  const inner = cause instanceof Error ? cause.cause : undefined;
  return inner instanceof Error && "code" in inner && inner.code === "ECONNREFUSED";
}
