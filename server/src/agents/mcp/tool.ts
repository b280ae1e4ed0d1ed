import type { InputRequests, Tool as ToolDefinition } from "@modelcontextprotocol/server";
import type { McpCaller } from "./caller.ts";
import type { Task } from "./tasks.ts";

export type { Tool as ToolDefinition } from "@modelcontextprotocol/server";

/** One call of a tool, whichever revision of the protocol it came in. */
export type ToolCall = {
  readonly args: unknown;
  readonly caller: McpCaller;
  /** Ends where the client gave up. It ends the wait, never the request. */
  readonly signal: AbortSignal;
  /** Tells the client that work goes on; undefined where it did not ask to be told. */
  readonly progress?:
    | ((progress: { readonly progress: number; readonly total: number; readonly message: string }) => Promise<void>)
    | undefined;
  /** Whether the client declared the tasks extension with this call. */
  readonly takesTasks: boolean;
  /** Whether the client comes back by itself with the `requestState` that it is given (revision 2026-07-28). */
  readonly comesBack: boolean;
  /** What an earlier round was given, as the client sent it: nobody has checked it yet. */
  readonly requestState?: string | undefined;
  /** Answers to what an earlier round asked the client for, as it sent them. */
  readonly inputResponses?: Readonly<Record<string, unknown>> | undefined;
};

/** A tool's result: what it found, a task that goes on by itself, or that the client is to come back. */
export type ToolOutcome =
  | {
      readonly kind: "done";
      readonly text: string;
      readonly structured?: object;
      readonly isError?: boolean;
    }
  | { readonly kind: "task"; readonly task: Task }
  | { readonly kind: "again"; readonly requestState?: string; readonly inputRequests?: InputRequests };

/** A tool as it is listed, and what a call of it does. A LoopgateError becomes a result that says what to do. */
export type Tool = {
  readonly definition: ToolDefinition;
  call(call: ToolCall): Promise<ToolOutcome>;
  /** What a failed call answers, where a result marked as an error is not what its client reads. */
  readonly refused?: (why: string) => ToolOutcome;
};
