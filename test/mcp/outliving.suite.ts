/** A wait is lost with the process at either end of it; the question and its answer are not. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newTypeScript, oldTypeScript, python, type Connect } from "./client.fixture.ts";
import { openGate, type Gate } from "./gate.fixture.ts";

const ask = { message: "Deploy?", action: { name: "deploy", arguments: { version: "v2" } } };

export function describeOutliving(): void {
  let gate: Gate;
  const agents: { close(): Promise<void> }[] = [];
  beforeEach(async () => {
    gate = await openGate();
  }, 60_000);
  afterEach(async () => {
    for (const agent of agents.splice(0)) await agent.close().catch(() => {});
    await gate.close();
  });
  async function open(connect: Connect, wire: "HTTP" | "stdio") {
    const agent = await connect(gate, wire);
    agents.push(agent);
    return agent;
  }

  describe("a wait that outlives the server", () => {
    test.each([
      ["stop", "2026-07-28", newTypeScript("2026-07-28")],
      ["stop", "2025-11-25", oldTypeScript],
      ["crash", "2026-07-28", newTypeScript("2026-07-28")],
      ["crash", "2025-11-25", oldTypeScript],
    ] as const)(
      "after a %s, over HTTP at %s: the same call again joins the same question",
      async (how, _, connect) => {
        const agent = await open(connect, "HTTP");
        // The SDK does not notice that a server was killed: that call would wait until its own time is over.
        agent.call("request_human_input", ask).catch(() => {});
        const id = await gate.asked("Deploy?");
        await gate.restart(how);
        const told = agent.call("request_human_input", ask);
        await expect.poll(async () => (await gate.pending()).map((request) => request.request_id)).toEqual([id]);
        await gate.answer(id, { kind: "approve" });
        expect((await told).answer).toMatchObject({ request_id: id, approved: true });
      },
      60_000,
    );

    test.each([
      ["2026-07-28", newTypeScript("2026-07-28")],
      ["2025-11-25", oldTypeScript],
    ] as const)(
      "after a crash, over stdio at %s: the same call goes on, and is told the answer",
      async (_, connect) => {
        const agent = await open(connect, "stdio");
        const told = agent.call("request_human_input", ask);
        const id = await gate.asked("Deploy?");
        await gate.restart("crash");
        expect((await gate.pending()).map((request) => request.request_id)).toEqual([id]);
        await gate.answer(id, { kind: "approve" });
        expect((await told).answer).toMatchObject({ request_id: id, approved: true });
      },
      60_000,
    );

    test("after a stop: whoever waited was told before that the request is pending", async () => {
      const agent = await open(oldTypeScript, "HTTP");
      const cut = agent.call("request_human_input", ask);
      const id = await gate.asked("Deploy?");
      await gate.restart("stop");
      expect((await cut).answer).toMatchObject({ request_id: id, status: "pending", approved: false });
    }, 60_000);

    test("that is answered in between is told to the same call afterwards, once", async () => {
      const agent = await open(oldTypeScript, "HTTP");
      agent.call("request_human_input", ask).catch(() => {});
      const id = await gate.asked("Deploy?");
      await gate.restart("crash");
      await gate.answer(id, { kind: "approve" });
      expect((await agent.call("request_human_input", ask)).answer).toMatchObject({ request_id: id, approved: true });
      const anew = await agent.call("request_human_input", { ...ask, wait_seconds: 0 });
      expect(anew.answer).toMatchObject({ status: "pending", approved: false });
      expect(anew.answer.request_id).not.toBe(id);
    }, 60_000);
  });

  describe("a wait that outlives the client", () => {
    test.each(["HTTP", "stdio"] as const)(
      "killed over %s: the next one that asks the same joins the question",
      async (wire) => {
        const first = await open(python("auto"), wire);
        const lost = first.call("request_human_input", ask).catch(() => undefined);
        const id = await gate.asked("Deploy?");
        await first.kill?.();
        await lost;
        const second = await open(python("auto"), wire);
        const told = second.call("request_human_input", ask);
        await expect.poll(async () => (await gate.pending()).map((request) => request.request_id)).toEqual([id]);
        await gate.answer(id, { kind: "approve" });
        expect((await told).answer).toMatchObject({ request_id: id, approved: true });
      },
      180_000,
    );

    test("killed, and answered while it is gone: the next one that asks the same is told, and no one after it", async () => {
      const first = await open(python("auto"), "HTTP");
      const lost = first.call("request_human_input", ask).catch(() => undefined);
      const id = await gate.asked("Deploy?");
      await first.kill?.();
      await lost;
      await gate.answer(id, { kind: "approve" });
      const second = await open(python("auto"), "HTTP");
      expect((await second.call("request_human_input", ask)).answer).toMatchObject({ request_id: id, approved: true });
      const anew = await second.call("request_human_input", { ...ask, wait_seconds: 0 });
      expect(anew.answer).toMatchObject({ status: "pending", approved: false });
      expect(anew.answer.request_id).not.toBe(id);
    }, 180_000);
  });
}
