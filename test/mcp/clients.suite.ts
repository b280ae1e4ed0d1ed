/** Each of the protocol's own clients does what an agent does, over both of its wires, against the built server. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newTypeScript, oldTypeScript, python, type Agent, type Connect, type Wire } from "./client.fixture.ts";
import { openGate, type Gate } from "./gate.fixture.ts";

const CLIENTS: readonly (readonly [string, Connect])[] = [
  ["the TypeScript client 1.32.2", oldTypeScript],
  ["the TypeScript client 2.4.0 at 2026-07-28", newTypeScript("2026-07-28")],
  ["the TypeScript client 2.4.0 at 2025-11-25", newTypeScript("legacy")],
  ["the Python client 2.3.0 as it comes", python("auto")],
  ["the Python client 2.3.0 at 2025-11-25", python("legacy")],
];
const CASES = CLIENTS.flatMap(([name, connect]) =>
  (["HTTP", "stdio"] as const).map((wire): readonly [string, Wire, Connect] => [name, wire, connect]),
);

export function describeClients(): void {
  describe.each(CASES)("%s over %s", (name, wire, connect) => {
    let gate: Gate;
    let agent: Agent;
    beforeAll(async () => {
      gate = await openGate();
      agent = await connect(gate, wire);
    }, 180_000);
    afterAll(async () => {
      await agent.close();
      await gate.close();
    });

    test("lists the tools", async () => {
      expect(await agent.tools()).toEqual([
        "request_human_input",
        "check_request_status",
        "list_pending_requests",
        "cancel_request",
        "register_callback",
        "approve",
      ]);
    });

    test("asks, waits, and is told the answer that a person gives meanwhile", async () => {
      const message = `May ${name} deploy?`;
      const action = { name: "deploy", arguments: { version: "v2" } };
      const told = agent.call("request_human_input", { message, action });
      const id = await gate.asked(message);
      await gate.answer(id, { kind: "approve" });
      const { isError, answer, text } = await told;
      expect({ isError, ...answer }).toMatchObject({ isError: false, request_id: id, approved: true });
      expect(text).toContain("APPROVED by owner");
    });

    test("reads what is pending, and cancels it", async () => {
      const message = `Which way, ${name}?`;
      const { answer } = await agent.call("request_human_input", { message, options: ["a", "b"], wait_seconds: 0 });
      expect(answer).toMatchObject({ status: "pending", approved: false });
      const id = answer.request_id;
      expect(await agent.read("loopgate://pending")).toContain(id);
      expect(await agent.read(`loopgate://requests/${id}`)).toContain(message);
      expect((await agent.call("list_pending_requests", {})).text).toContain(id);
      expect((await agent.call("cancel_request", { request_id: id })).isError).toBe(false);
      expect((await agent.call("check_request_status", { request_id: id })).answer.status).toBe("canceled");
      expect(await gate.pending()).toEqual([]);
    });
  });
}
