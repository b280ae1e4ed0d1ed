import { describe, expect, test } from "vitest";
import { virtualClock } from "../../kit/virtual-clock.ts";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { connect } from "./clients.fixture.ts";
import { modern, type Answered } from "./raw.fixture.ts";

const ASK = { message: "Deploy?", action: { name: "deploy", arguments: { version: "v2" } }, timeout_seconds: 86_400 };
const tool = (args: object, more: object = {}) => ({ name: "request_human_input", arguments: args, ...more });

async function still() {
  const clock = virtualClock();
  const loopgate = await openLoopgate({ clock, time: "clock" });
  const pending = async () => {
    const { body } = await loopgate.get("/hitl/pending");
    return body["pending_requests"] as readonly { request_id: string }[];
  };
  const ask = (args: object, more?: object, how?: Parameters<typeof modern>[3]) =>
    modern(loopgate.app, "tools/call", tool(args, more), how);
  /** The call's answer, once `ms` have passed since it began. */
  const after = async (ms: number, calling: Promise<Answered>) => {
    await expect.poll(() => clock.sleeping()).toBeGreaterThan(0);
    await settled();
    await clock.advance(ms);
    return calling;
  };
  return { ...loopgate, clock, pending, modern: ask, after };
}

describe("a wait", () => {
  test("of a client that nobody knows is held 45 seconds, and then comes back", async () => {
    const loopgate = await still();
    let over = false;
    const calling = loopgate.modern(ASK).then((answered) => {
      over = true;
      return answered;
    });
    await loopgate.after(44_000, Promise.resolve() as never);
    expect(over).toBe(false);
    await loopgate.clock.advance(2_000);
    const { last } = await calling;
    expect(last.result).toMatchObject({ resultType: "input_required", requestState: expect.any(String) });
    expect(last.result).not.toHaveProperty("inputRequests");
    expect(await loopgate.pending()).toHaveLength(1);
  });

  test("goes on from leg to leg for the same request, and is told the answer", async () => {
    const loopgate = await still();
    const first = await loopgate.after(46_000, loopgate.modern(ASK));
    const requestState = first.last.result?.["requestState"];
    const second = loopgate.modern(ASK, { requestState });
    await settled();
    const [request, ...more] = await loopgate.pending();
    expect(more).toEqual([]);
    await loopgate.answer(String(request?.request_id), { kind: "approve" });
    const { last } = await second;
    expect(last.result).toMatchObject({ structuredContent: { request_id: request?.request_id, approved: true } });
  });

  test("ends as pending at the ninth leg, so that the model is told before its client gives up", async () => {
    const loopgate = await still();
    let requestState: unknown;
    for (let leg = 1; leg <= 8; leg++) {
      const { last } = await loopgate.after(
        46_000,
        loopgate.modern(ASK, requestState === undefined ? {} : { requestState }),
      );
      expect(last.result).toMatchObject({ resultType: "input_required" });
      requestState = last.result?.["requestState"];
    }
    const { last } = await loopgate.after(46_000, loopgate.modern(ASK, { requestState }));
    expect(last.result).toMatchObject({
      resultType: "complete",
      structuredContent: { status: "pending", approved: false },
    });
    expect(await loopgate.pending()).toHaveLength(1);
  });

  test("with `wait_seconds` is no longer than that, and comes back with what stands", async () => {
    const loopgate = await still();
    const { last } = await loopgate.after(11_000, loopgate.modern({ ...ASK, wait_seconds: 10 }));
    expect(last.result).toMatchObject({ structuredContent: { status: "pending" } });
  });

  test("of a client that bears more is held longer: 4 minutes for Codex", async () => {
    const loopgate = await still();
    const { call } = await connect(loopgate.app, "v1", { name: "codex-mcp-client" });
    let over = false;
    const calling = call("request_human_input", ASK).then((answered) => {
      over = true;
      return answered;
    });
    await loopgate.after(239_000, Promise.resolve() as never);
    expect(over).toBe(false);
    await loopgate.clock.advance(2_000);
    const { answer, text } = await calling;
    expect(answer).toMatchObject({ status: "pending" });
    expect(text).toContain("wait_seconds 235");
  });

  test("of Claude Code is held half an hour while it is sent progress", async () => {
    const loopgate = await still();
    const calling = loopgate.modern(ASK, {}, { name: "claude-code", meta: { progressToken: "p" } });
    const { messages, last } = await loopgate.after(1_801_000, calling);
    expect(last.result).toMatchObject({ resultType: "input_required" });
    expect(messages.filter(({ method }) => method === "notifications/progress").length).toBeGreaterThan(170);
  });

  test("tells its progress at once and then every 10 seconds, always more, in words", async () => {
    const loopgate = await still();
    const calling = loopgate.modern(ASK, {}, { meta: { progressToken: 7 } });
    const { messages } = await loopgate.after(46_000, calling);
    const told = messages.filter(({ method }) => method === "notifications/progress").map(({ params }) => params);
    expect(told.map((params) => params?.["progress"])).toEqual([0, 10, 20, 30, 40]);
    expect(told[0]).toMatchObject({ progressToken: 7, total: 86_400, message: expect.stringContaining("1 d left") });
    expect(told[1]?.["message"]).toContain("23 h 59 min left");
    expect(told[1]?.["message"]).toContain("loopgate pending");
  });

  test("tells no progress to whom did not ask for it", async () => {
    const loopgate = await still();
    const { messages } = await loopgate.after(46_000, loopgate.modern(ASK));
    expect(messages).toHaveLength(1);
  });

  test("is told of the timeout soon after the deadline, which approves nothing", async () => {
    const loopgate = await still();
    const calling = loopgate.modern({ ...ASK, timeout_seconds: 20 });
    const { last } = await loopgate.after(23_000, calling);
    expect(last.result).toMatchObject({ structuredContent: { status: "timeout", approved: false } });
    expect(JSON.stringify(last.result)).toContain("Do NOT proceed");
  });

  test("that its client gives up ends, and the question stays", async () => {
    const loopgate = await still();
    const giveUp = new AbortController();
    const calling = loopgate.modern(ASK, {}, { signal: giveUp.signal }).catch(() => undefined);
    await expect.poll(async () => (await loopgate.pending()).length).toBe(1);
    const waiting = loopgate.clock.sleeping();
    giveUp.abort();
    await calling;
    await expect.poll(() => loopgate.clock.sleeping()).toBeLessThan(waiting);
    expect(await loopgate.pending()).toHaveLength(1);
  });

  test("gives a callback's secret in its own result, not in a leg that would lose it", async () => {
    const loopgate = await still();
    const calling = loopgate.modern({ ...ASK, callback_url: "http://localhost:3000/told" });
    const { last } = await loopgate.after(46_000, calling);
    expect(last.result).toMatchObject({
      structuredContent: { status: "pending", callback_secret: expect.stringMatching(/^whsec_/) },
    });
  });
});

describe("a requestState", () => {
  async function withState() {
    const loopgate = await still();
    const { last } = await loopgate.after(46_000, loopgate.modern(ASK));
    return { ...loopgate, requestState: String(last.result?.["requestState"]) };
  }
  const refused = {
    code: -32_602,
    message: "Invalid or expired requestState",
    data: { reason: "invalid_request_state" },
  };

  test.each([
    ["changed in its content", (state: string) => `${state.startsWith("A") ? "B" : "A"}${state.slice(1)}`],
    ["changed in its signature", (state: string) => `${state.slice(0, -2)}${state.endsWith("AA") ? "BB" : "AA"}`],
    ["without a signature", (state: string) => state.split(".")[0] ?? ""],
    ["that is nothing at all", () => "x"],
    ["with more behind it", (state: string) => `${state}.x`],
  ])("%s is refused, and asks nobody", async (_, change) => {
    const loopgate = await withState();
    const { last } = await loopgate.modern(ASK, { requestState: change(loopgate.requestState) });
    expect(last.error).toEqual(refused);
    expect(await loopgate.pending()).toHaveLength(1);
  });

  test("with other arguments is refused", async () => {
    const loopgate = await withState();
    const { requestState } = loopgate;
    const other = { ...ASK, action: { name: "deploy", arguments: { version: "v3" } } };
    expect((await loopgate.modern(other, { requestState })).last.error).toEqual(refused);
  });

  test("of another client is refused", async () => {
    const loopgate = await withState();
    const { requestState } = loopgate;
    expect((await loopgate.modern(ASK, { requestState }, { name: "other" })).last.error).toEqual(refused);
  });

  test("that is ten minutes old is refused", async () => {
    const loopgate = await withState();
    const { requestState } = loopgate;
    await loopgate.clock.advance(601_000);
    expect((await loopgate.modern(ASK, { requestState })).last.error).toEqual(refused);
  });

  test("that is used again after its answer was given is told so, and gives the answer no second time", async () => {
    const loopgate = await withState();
    const { requestState } = loopgate;
    const [request] = await loopgate.pending();
    await loopgate.answer(String(request?.request_id), { kind: "approve" });
    const first = await loopgate.modern(ASK, { requestState });
    expect(first.last.result).toMatchObject({ structuredContent: { approved: true } });
    const again = await loopgate.modern(ASK, { requestState });
    expect(again.last.result).toMatchObject({ isError: true });
    expect(JSON.stringify(again.last.result)).toContain("given once");
    expect(await loopgate.pending()).toEqual([]);
  });
});

/** Lets everything that was begun run until it waits. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}
