import type { JsonObject } from "@loopgate/contract";

/** What a client's hook asks for: one call of one tool. */
export type HookCall = {
  /** In the client's own spelling: `PreToolUse`, `BeforeTool`, … */
  readonly event: string;
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly sessionId: string;
  /** The client's id of this call, the same when it asks again; undefined where it gives none. */
  readonly callId?: string | undefined;
  /** What tells this turn from others, where the client has a word for it. */
  readonly turnId?: string | undefined;
  readonly cwd?: string | undefined;
  /** What the client makes of edited arguments: it runs them, lays them over its own, or cannot take any. */
  readonly edits: "replace" | "merge" | "none";
};

/** How one client puts its question, and reads the answer. It is printed by the hook, or is the body of the HTTP answer. */
export type Dialect = {
  /** Throws `invalid_request` for what is no call of a tool. `event`: what the command line or the address says of it. */
  read(payload: JsonObject, event: string | undefined): HookCall;
  /** The call of a tool that has run, where the payload is of the hook after it. */
  readonly ran?: (payload: JsonObject) => Pick<HookCall, "tool" | "arguments" | "sessionId"> | undefined;
  /** `edited`: present only where a person changed the arguments; the whole of them. */
  allow(call: HookCall, edited: JsonObject | undefined): JsonObject;
  deny(call: HookCall, message: string): JsonObject;
  /** Leaves it to whoever sits at the client's own terminal; left out where a client would run the tool then. */
  readonly ask?: (call: HookCall, message: string) => JsonObject;
  /** Ends the client at once, to be resumed; undefined for a call that it cannot leave. */
  readonly defer?: (call: HookCall) => JsonObject | undefined;
};
