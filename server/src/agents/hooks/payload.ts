import { AnyObject, LoopgateError, Name, type Json, type JsonObject } from "@loopgate/contract";
import { z } from "zod";
import { checkInput } from "../../http/input.ts";
import { parseStrictJson } from "../../http/strict-json.ts";

/** Fields that the clients' payloads have in common. What else they hold is theirs. */
export const tool = Name;
export const args = AnyObject;
export const id = z.string().min(1).max(200);
export const session = z.string().min(1).max(500);
export const cwd = z.string().max(4096).optional();

/** What Claude Code says of a call, and Codex and Gemini CLI in the same words. */
export const Call = z.looseObject({ session_id: session, tool_name: tool, tool_input: args, cwd });

export function callOf(given: z.output<typeof Call>) {
  return {
    tool: given.tool_name,
    arguments: given.tool_input,
    sessionId: given.session_id,
    cwd: given.cwd,
  };
}

/** Which of `events` it is; `field` is where the client says it. Throws for any other, for silence would let the tool run. */
export function eventOf<const Event extends string>(
  said: unknown,
  { field, events }: { readonly field: string; readonly events: readonly Event[] },
): Event {
  const event = events.find((each) => each === said);
  if (event !== undefined) return event;
  throw new LoopgateError(
    "invalid_request",
    `Loopgate answers the hooks ${events.join(" and ")} of this client. Take others out of its settings, or say which it is with ?event=.`,
    [{ path: field, message: said === undefined ? "is required" : `must be ${events.join(" or ")}` }],
  );
}

/** The fields of a payload that are needed; throws `invalid_request` with the path of each that is missing. */
export function fieldsOf<Schema extends z.ZodType>(schema: Schema, payload: JsonObject): z.output<Schema> {
  return checkInput(schema, payload);
}

/** Arguments that may come as the text of a JSON object. `isText`: they are free text, which is shown as it is. */
export function argumentsOf(value: JsonObject | string): { readonly value: JsonObject; readonly isText: boolean } {
  if (typeof value !== "string") return { value, isText: false };
  if (!value.trim().startsWith("{")) return { value: { input: value }, isText: true };
  return { value: parseStrictJson(value) as { readonly [key: string]: Json }, isText: false };
}
