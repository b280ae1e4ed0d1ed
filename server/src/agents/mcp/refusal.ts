import { ERRORS, type ErrorCode, type LoopgateError } from "@loopgate/contract";
import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { refusalOf } from "../../http/problem.ts";
import type { Log } from "../../kit/log.ts";

/** Any failure as a refusal that may be told. A mistake of ours is logged with its cause, and told as nothing more. */
export function toldRefusal(error: unknown, log: Log, kind: string): LoopgateError {
  const refusal = refusalOf(error);
  if (refusal.code === "internal") log.error("An MCP call failed by a mistake of ours.", { kind, error });
  else if (refusal.code === "unavailable") log.warn("An MCP call could not be served.", { kind, error });
  return refusal;
}

/** What is ours to mend, or passes. Anything else the caller must change. */
const OURS: readonly ErrorCode[] = ["internal", "unavailable", "overloaded"];

/** What a method other than a tool answers to a failure. */
export function protocolErrorOf(error: unknown, log: Log, kind: string): ProtocolError {
  if (error instanceof ProtocolError) return error;
  const { code, message } = toldRefusal(error, log, kind);
  const kindOfError = OURS.includes(code) ? ProtocolErrorCode.InternalError : ProtocolErrorCode.InvalidRequest;
  return new ProtocolError(kindOfError, `${ERRORS[code]}. ${message}`, { code });
}

/** What went wrong, where, and what to do: in words, for a model reads it. */
export function refusalText({ code, message, fields }: LoopgateError): string {
  return [
    `${ERRORS[code]} (${code}). ${message}`,
    ...fields.map(({ path, message: problem }) => `- ${path}: ${problem}`),
    "This call approved nothing.",
  ].join("\n");
}
