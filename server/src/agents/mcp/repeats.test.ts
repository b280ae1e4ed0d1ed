import { describe, expect, test } from "vitest";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { connect } from "./clients.fixture.ts";
import { modern } from "./raw.fixture.ts";

const ASK = { message: "Deploy?", action: { name: "deploy", arguments: { version: "v2" } } };

async function opened() {
  const loopgate = await openLoopgate();
  const { call } = await connect(loopgate.app, "2025-11-25");
  const ask = async (args: object = {}) =>
    (await call("request_human_input", { ...ASK, wait_seconds: 0, ...args })).answer;
  const pending = async () => (await loopgate.get("/hitl/pending")).body["count"];
  return { ...loopgate, call, ask, pending };
}

describe("the same call again, without a key", () => {
  test("joins its question while that is open", async () => {
    const { ask, pending } = await opened();
    const [first, second] = [await ask(), await ask()];
    expect(second.request_id).toBe(first.request_id);
    expect(await pending()).toBe(1);
  });

  test("joins it whatever it waits", async () => {
    const { ask, call, pending } = await opened();
    const first = await ask();
    const { answer } = await call("request_human_input", { ...ASK, wait_seconds: 1 });
    expect(answer.request_id).toBe(first.request_id);
    expect(await pending()).toBe(1);
  });

  test("is told a decision that nobody was told yet, once; then it asks anew", async () => {
    const { ask, answer } = await opened();
    const first = await ask();
    await answer(first.request_id, { kind: "approve" });
    expect(await ask()).toMatchObject({ request_id: first.request_id, approved: true });
    expect(await ask()).toMatchObject({ status: "pending", approved: false });
    expect((await ask()).request_id).not.toBe(first.request_id);
  });

  test("never replays a yes that was read by another way", async () => {
    const { ask, answer, get, call } = await opened();
    const ways: readonly ((id: string) => Promise<unknown>)[] = [
      (id) => get(`/hitl/poll?request_id=${id}`),
      (id) => get(`/hitl/requests/${id}`),
      (id) => call("check_request_status", { request_id: id }),
    ];
    for (const read of ways) {
      const first = await ask();
      await answer(first.request_id, { kind: "approve" });
      await read(first.request_id);
      const next = await ask();
      expect(next).toMatchObject({ status: "pending", approved: false });
      expect(next.request_id).not.toBe(first.request_id);
      await call("cancel_request", { request_id: next.request_id });
    }
  });

  test("after a lost connection is told what was decided meanwhile", async () => {
    const { app, ask, answer, get } = await opened();
    const giveUp = new AbortController();
    const args = { ...ASK, client_id: "laptop" };
    const lost = modern(app, "tools/call", { name: "request_human_input", arguments: args }, { signal: giveUp.signal });
    const hasAsked = async () => (await get("/hitl/pending?client_id=laptop")).body["count"];
    await expect.poll(hasAsked).toBe(1);
    giveUp.abort();
    await lost.catch(() => undefined);
    const open = await ask({ client_id: "laptop" });
    await answer(open.request_id, { kind: "approve" });
    expect(await ask({ client_id: "laptop" })).toMatchObject({ request_id: open.request_id, approved: true });
    expect(await ask({ client_id: "laptop" })).toMatchObject({ approved: false, status: "pending" });
  });

  test.each([
    ["another message", { message: "Deploy now?" }],
    ["other arguments", { action: { name: "deploy", arguments: { version: "v3" } } }],
    ["another client", { client_id: "other" }],
    ["another session", { session_id: "other" }],
    ["another time to answer", { timeout_seconds: 60 }],
  ])("but with %s is another question", async (_, other) => {
    const { ask, pending } = await opened();
    await ask();
    await ask(other);
    expect(await pending()).toBe(2);
  });

  test("fifty times at once asks once", async () => {
    const { ask, pending } = await opened();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
    expect(new Set(answers.map(({ request_id: id }) => id)).size).toBe(1);
    expect(await pending()).toBe(1);
  });
});

describe("an idempotency key", () => {
  test("asks once, and gives the same answer again", async () => {
    const { ask, answer } = await opened();
    const first = await ask({ idempotency_key: "k" });
    await answer(first.request_id, { kind: "approve" });
    for (const _ of [1, 2])
      expect(await ask({ idempotency_key: "k" })).toMatchObject({ request_id: first.request_id, approved: true });
  });

  test("with other content is refused", async () => {
    const { ask, call, pending } = await opened();
    await ask({ idempotency_key: "k" });
    const { isError, text } = await call("request_human_input", { ...ASK, message: "Else?", idempotency_key: "k" });
    expect([isError, text]).toEqual([true, expect.stringContaining("idempotency_conflict")]);
    expect(await pending()).toBe(1);
  });
});

test("an answer that comes as its client leaves is kept for the same call again", async () => {
  const { app, ask, answer, database } = await opened();
  const giveUp = new AbortController();
  const args = { ...ASK, client_id: "laptop" };
  const asked = modern(app, "tools/call", { name: "request_human_input", arguments: args }, { signal: giveUp.signal });
  const { request_id: id } = await ask({ client_id: "laptop" });
  await settled();
  // The client goes in the very moment in which the answer is committed, before anybody was told of it.
  database.wakeups.on("request", () => giveUp.abort());
  await answer(id, { kind: "approve" });
  await asked.catch(() => undefined);
  await settled();
  expect(await ask({ client_id: "laptop" })).toMatchObject({ request_id: id, approved: true });
});

/** Lets everything that was begun run until it waits. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}
