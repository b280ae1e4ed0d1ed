import { describe, expect, test } from "vitest";
import { virtualClock } from "../../kit/virtual-clock.ts";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { CLIENTS, connect } from "./clients.fixture.ts";

const ACTION = { name: "deploy", arguments: { version: "v2" } };
const ASK = { message: "All tests passed.", action: ACTION };

/** A Loopgate whose time stands still unless it is told to go on. */
async function still() {
  const clock = virtualClock();
  const loopgate = await openLoopgate({ clock, time: "clock" });
  return { ...loopgate, clock };
}

describe.each(CLIENTS)("a client of %s", (kind) => {
  test("finds the tools with their schemas", async () => {
    const { app } = await openLoopgate();
    const { client } = await connect(app, kind);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      "request_human_input",
      "check_request_status",
      "list_pending_requests",
      "cancel_request",
      "register_callback",
      "approve",
    ]);
    for (const tool of tools)
      expect(tool).toMatchObject({ title: expect.any(String), inputSchema: { type: "object" }, annotations: {} });
  });

  test("asks a person, waits, and is told the decision", async () => {
    const loopgate = await openLoopgate();
    const { call } = await connect(loopgate.app, kind);
    const calling = call("request_human_input", ASK);
    const id = await expect
      .poll(() => pendingId(loopgate))
      .toBeDefined()
      .then(() => pendingId(loopgate));
    await loopgate.answer(String(id), { kind: "approve" });
    const { isError, text, answer } = await calling;
    expect(isError).toBe(false);
    expect(answer).toMatchObject({
      request_id: id,
      status: "completed",
      approved: true,
      decision: { outcome: "approve", responder: "owner", channel: "terminal" },
    });
    expect(text).toContain("APPROVED by owner (over terminal)");
    expect(text).toContain(String(answer.decision?.action_digest));
  });

  test("is told that a person is still awaited, and what to do, when its time is over", async () => {
    const loopgate = await still();
    const { call } = await connect(loopgate.app, kind);
    const { text, answer } = await call("request_human_input", { ...ASK, wait_seconds: 0 });
    expect(answer).toMatchObject({ status: "pending", approved: false });
    expect(text).toContain("Do NOT proceed");
    expect(text).toContain(`check_request_status with request_id "${answer.request_id}"`);
    await loopgate.answer(answer.request_id, { kind: "reject", reason: "not today" });
    const later = await call("check_request_status", { request_id: answer.request_id });
    expect(later.answer).toMatchObject({ status: "completed", approved: false, decision: { reason: "not today" } });
    expect(later.text).toContain("REJECTED by owner");
  });

  test("lists what is pending, and takes a question back", async () => {
    const loopgate = await openLoopgate();
    const { call } = await connect(loopgate.app, kind);
    const { answer } = await call("request_human_input", { ...ASK, wait_seconds: 0 });
    const list = await call("list_pending_requests", {});
    expect(list.structured).toMatchObject({
      count: 1,
      pending_requests: [{ request_id: answer.request_id, client_id: "test-agent", session_id: "test-agent" }],
    });
    expect(list.text).toContain('asked by "test-agent"');
    const canceled = await call("cancel_request", { request_id: answer.request_id, reason: "fixed otherwise" });
    expect(canceled.answer).toMatchObject({ status: "canceled", approved: false });
    const again = await call("cancel_request", { request_id: answer.request_id });
    expect([again.isError, again.text.includes("request_ended")]).toEqual([true, true]);
  });
});

async function pendingId({ get }: Pick<Awaited<ReturnType<typeof openLoopgate>>, "get">): Promise<string | undefined> {
  const { body } = await get("/hitl/pending");
  return (body["pending_requests"] as readonly { request_id: string }[])[0]?.request_id;
}
