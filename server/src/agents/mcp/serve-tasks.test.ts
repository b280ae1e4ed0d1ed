import { LoopgateError } from "@loopgate/contract";
import { expect, test } from "vitest";
import { createCallers } from "../../access/callers.ts";
import { createApp } from "../../http/app.ts";
import { createLog } from "../../kit/log.ts";
import { PORT } from "../../loopgate.fixture.ts";
import { serveMcp } from "./mcp.ts";
import { modern } from "./raw.fixture.ts";
import { TASKS_EXTENSION, type Task, type Tasks } from "./tasks.ts";
import type { Tool, ToolCall } from "./tool.ts";

/** The same layer over tasks that are no requests: they ask their client, fail, and are canceled. */
function served(state: Task["state"], update: Tasks["update"] = () => Promise.resolve(true)) {
  const log = createLog({ level: "silent" });
  const task: Task = { id: "t1", createdAt: 0, updatedAt: 1, ttlMs: 2, pollIntervalMs: 3, state };
  const calls: ToolCall[] = [];
  const tool: Tool = {
    definition: { name: "slow", inputSchema: { type: "object" } },
    call(call) {
      calls.push(call);
      return Promise.resolve(call.takesTasks ? { kind: "task", task } : { kind: "done", text: "at once" });
    },
  };
  const tasks: Tasks = {
    get: (_, id) => Promise.resolve(id === "t1" ? task : undefined),
    update,
    cancel: () => Promise.reject(new LoopgateError("unavailable", "Try again.")),
  };
  const resources = { list: [], templates: [], read: () => Promise.reject(new Error("secret of the driver")) };
  const callers = createCallers({ isOperator: () => false });
  const mcp = serveMcp({ callers, tools: [tool], tasks, resources, log });
  const app = createApp({
    reach: { hosts: [], origins: [], port: () => PORT, proxied: false },
    routes: [mcp.routes],
    log,
  });
  const capabilities = { extensions: { [TASKS_EXTENSION]: {} }, elicitation: {} };
  const say = async (method: string, params: Record<string, unknown>) =>
    (await modern(app, method, params, { capabilities })).last;
  return { say, calls, app };
}
const taskId = "t1";

test("a task that asks its client shows what it asks, and is given what the client answers", async () => {
  const elicit = {
    method: "elicitation/create",
    params: { mode: "form", message: "Sure?", requestedSchema: { type: "object", properties: {} } },
  } as const;
  const updates: unknown[] = [];
  const { say } = served({ status: "input_required", inputRequests: { sure: elicit } }, (_, id, responses) => {
    updates.push([id, responses]);
    return Promise.resolve(true);
  });
  expect((await say("tools/call", { name: "slow", arguments: {} })).result).toMatchObject({
    resultType: "task",
    taskId,
  });
  expect((await say("tasks/get", { taskId })).result).toMatchObject({
    status: "input_required",
    inputRequests: { sure: elicit },
  });
  const inputResponses = { sure: { action: "accept", content: {} } };
  expect((await say("tasks/update", { taskId, inputResponses })).result).toMatchObject({ resultType: "complete" });
  expect(updates).toEqual([["t1", inputResponses]]);
});

test("a task that failed tells its error and no result", async () => {
  const { say } = served({ status: "failed", error: { code: -32_603, message: "It broke." } });
  const { result } = await say("tasks/get", { taskId });
  expect(result).toMatchObject({ status: "failed", error: { code: -32_603, message: "It broke." } });
  expect(result).not.toHaveProperty("result");
});

test("a task that completed brings its result, an error of the tool included", async () => {
  const { say } = served({ status: "completed", outcome: { kind: "done", text: "No.", isError: true } });
  expect((await say("tasks/get", { taskId })).result).toMatchObject({
    status: "completed",
    result: { content: [{ type: "text", text: "No." }], isError: true },
  });
});

test("a tool is told what the client declared and carries", async () => {
  const { app, calls } = served({ status: "working" });
  await modern(app, "tools/call", {
    name: "slow",
    arguments: { a: 1 },
    requestState: "s",
    inputResponses: { q: { action: "decline" } },
  });
  expect(calls[0]).toMatchObject({
    args: { a: 1 },
    takesTasks: false,
    comesBack: true,
    requestState: "s",
    inputResponses: { q: { action: "decline" } },
    caller: { program: "by-hand" },
  });
});

test("a failure tells what to do, and nothing internal", async () => {
  const { say } = served({ status: "working" });
  expect((await say("tasks/cancel", { taskId })).error).toMatchObject({
    message: expect.stringContaining("Try again."),
  });
  const { error } = await say("resources/read", { uri: "loopgate://pending" });
  expect(error).toMatchObject({ code: -32_603, data: { code: "internal" } });
  expect(JSON.stringify(error)).not.toContain("driver");
});
