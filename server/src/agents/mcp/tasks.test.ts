import { describe, expect, test } from "vitest";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { modern } from "./raw.fixture.ts";
import { TASKS_EXTENSION } from "./tasks.ts";

const capabilities = { extensions: { [TASKS_EXTENSION]: {} } };
const ASK = { message: "Deploy?", action: { name: "deploy", arguments: { version: "v2" } } };

async function opened() {
  const loopgate = await openLoopgate();
  const say = async (method: string, params: Record<string, unknown>) =>
    (await modern(loopgate.app, method, params, { capabilities })).last;
  const ask = async (args: object = {}) =>
    (await say("tools/call", { name: "request_human_input", arguments: { ...ASK, ...args } })).result ?? {};
  return { ...loopgate, say, ask };
}

describe("a client that takes tasks", () => {
  test("is given one at once, and finds the decision there", async () => {
    const { ask, say, answer } = await opened();
    const task = await ask();
    expect(task).toMatchObject({
      resultType: "task",
      status: "working",
      taskId: expect.any(String),
      createdAt: expect.any(String),
      lastUpdatedAt: expect.any(String),
      ttlMs: 300_000 + 86_400_000,
      pollIntervalMs: 5000,
    });
    const taskId = String(task["taskId"]);
    expect((await say("tasks/get", { taskId })).result).toMatchObject({ status: "working", taskId });
    await answer(taskId, { kind: "reject", reason: "no" });
    const { result } = await say("tasks/get", { taskId });
    expect(result).toMatchObject({
      resultType: "complete",
      status: "completed",
      result: { structuredContent: { request_id: taskId, approved: false, decision: { outcome: "reject" } } },
    });
    expect((await say("tasks/get", { taskId })).result).toEqual(result);
  });

  test("takes the question back by canceling its task, as often as it likes", async () => {
    const { ask, say, get } = await opened();
    const taskId = String((await ask())["taskId"]);
    for (const _ of [1, 2])
      expect((await say("tasks/cancel", { taskId })).result).toMatchObject({ resultType: "complete" });
    expect((await say("tasks/get", { taskId })).result).toMatchObject({ status: "cancelled" });
    expect((await get(`/hitl/poll?request_id=${taskId}`)).body["status"]).toBe("canceled");
  });

  test("cannot answer its task", async () => {
    const { ask, say } = await opened();
    const taskId = String((await ask())["taskId"]);
    const inputResponses = { approve: { action: "accept", content: { approved: true } } };
    expect((await say("tasks/update", { taskId, inputResponses })).result).toMatchObject({ resultType: "complete" });
    expect((await say("tasks/get", { taskId })).result).toMatchObject({ status: "working" });
  });

  test("is told pending where it does not want to wait", async () => {
    const { ask } = await opened();
    expect(await ask({ wait_seconds: 0 })).toMatchObject({ structuredContent: { status: "pending" } });
  });

  test.each(["tasks/get", "tasks/update", "tasks/cancel"])(
    "is told by %s that there is no such task",
    async (method) => {
      const { say } = await opened();
      for (const taskId of ["019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10", "x", "'; drop table requests"])
        expect((await say(method, { taskId })).error).toEqual({
          code: -32_602,
          message: "There is no task with this id.",
        });
    },
  );
});

test("whoever does not take tasks is given none, and cannot look at any", async () => {
  const { app, ask } = await opened();
  const taskId = String((await ask())["taskId"]);
  const { status, last } = await modern(app, "tasks/get", { taskId });
  expect([status, last.error?.code]).toEqual([400, -32_021]);
});
