import type { InputRequests } from "@modelcontextprotocol/server";
import type { McpCaller } from "./caller.ts";
import type { ToolOutcome } from "./tool.ts";

/** The extension's name among a client's and a server's capabilities (SEP-2663). */
export const TASKS_EXTENSION = "io.modelcontextprotocol/tasks";

/** Work that goes on without its caller. The id is no authority: each look checks the caller. Times are milliseconds in UTC. */
export type Task = {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** How long after its creation it can be looked at at least. */
  readonly ttlMs: number;
  readonly pollIntervalMs: number;
  readonly message?: string;
  readonly state:
    | { readonly status: "working" | "cancelled" }
    | { readonly status: "input_required"; readonly inputRequests: InputRequests }
    | { readonly status: "completed"; readonly outcome: Extract<ToolOutcome, { kind: "done" }> }
    | { readonly status: "failed"; readonly error: { readonly code: number; readonly message: string } };
};

/** Where tasks are looked at. Absence is undefined: unknown, or another caller's. */
export type Tasks = {
  get(caller: McpCaller, id: string): Promise<Task | undefined>;
  /** False: no such task. */
  update(caller: McpCaller, id: string, responses: Readonly<Record<string, unknown>>): Promise<boolean>;
  /** False: no such task. One that has ended stays as it is. */
  cancel(caller: McpCaller, id: string): Promise<boolean>;
};
