import type { CallToolResult, InputRequiredResult, Result } from "@modelcontextprotocol/server";
import type { Task } from "./tasks.ts";
import type { ToolOutcome } from "./tool.ts";

/** An outcome as the result of `tools/call`. */
export function resultOf(outcome: ToolOutcome): CallToolResult | InputRequiredResult {
  switch (outcome.kind) {
    case "done":
      return doneResult(outcome);
    case "task":
      return { resultType: "task", content: [], ...taskFields(outcome.task) };
    case "again":
      return {
        resultType: "input_required",
        ...(outcome.requestState !== undefined && { requestState: outcome.requestState }),
        ...(outcome.inputRequests && { inputRequests: outcome.inputRequests }),
      };
  }
}

/** A task as the result of `tasks/get`: its own fields, and what its state brings. */
export function taskResult(task: Task): Result {
  const { state } = task;
  const fields = { resultType: "complete", ...taskFields(task) };
  if (state.status === "completed")
    return { ...fields, result: { resultType: "complete", ...doneResult(state.outcome) } };
  if (state.status === "failed") return { ...fields, error: state.error };
  if (state.status === "input_required") return { ...fields, inputRequests: state.inputRequests };
  return fields;
}

function doneResult({ text, structured, isError = false }: Extract<ToolOutcome, { kind: "done" }>): CallToolResult {
  return {
    content: [{ type: "text", text }],
    ...(structured && { structuredContent: structured }),
    ...(isError && { isError }),
  };
}

function taskFields({ id, createdAt, updatedAt, ttlMs, pollIntervalMs, message, state }: Task) {
  return {
    taskId: id,
    status: state.status,
    createdAt: new Date(createdAt).toISOString(),
    lastUpdatedAt: new Date(updatedAt).toISOString(),
    ttlMs,
    pollIntervalMs,
    ...(message !== undefined && { statusMessage: message }),
  };
}
