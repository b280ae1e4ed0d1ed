/** What the built server makes of bad input on a real socket, from the protocol's own clients; the rest is told in server/src/agents/mcp. */
import { request } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newTypeScript, oldTypeScript, type Agent } from "./client.fixture.ts";
import { openGate, type Gate } from "./gate.fixture.ts";

let gate: Gate;
const agents: Agent[] = [];
beforeEach(async () => {
  gate = await openGate();
}, 60_000);
afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.close();
  await gate.close();
});

const ask = { message: "Deploy?", action: { name: "deploy", arguments: { version: "v2" } } };
const CLIENTS = [
  ["2026-07-28", newTypeScript("2026-07-28")],
  ["2025-11-25", oldTypeScript],
] as const;
async function open(connect: (typeof CLIENTS)[number][1], wire: "HTTP" | "stdio" = "HTTP"): Promise<Agent> {
  const agent = await connect(gate, wire);
  agents.push(agent);
  return agent;
}

test.each(CLIENTS)(
  "a thousand calls at once from one client (%s) with one content ask one question",
  async (_, connect) => {
    const agent = await open(connect);
    const calls = Array.from({ length: 1000 }, () => agent.call("request_human_input", { ...ask, wait_seconds: 0 }));
    const told = await Promise.all(calls);
    expect(new Set(told.map(({ isError, answer }) => `${isError} ${answer.request_id}`)).size).toBe(1);
    expect(await gate.pending()).toHaveLength(1);
  },
  60_000,
);

test.each(CLIENTS)(
  "of a thousand different calls at once (%s) a hundred ask, and each other is told the limit",
  async (_, connect) => {
    const agent = await open(connect);
    const told = await Promise.all(
      Array.from({ length: 1000 }, (__, at) =>
        agent.call("request_human_input", { ...ask, message: `Deploy ${at}?`, wait_seconds: 0 }),
      ),
    );
    const refused = told.filter(({ isError }) => isError);
    expect(told.length - refused.length).toBe(100);
    expect(refused.filter(({ text }) => text.includes("too_many_pending"))).toHaveLength(900);
    expect(await gate.pending()).toHaveLength(100);
  },
  60_000,
);

test("a thousand calls at once over stdio ask one question too, and each is answered", async () => {
  const agent = await open(oldTypeScript, "stdio");
  const calls = Array.from({ length: 1000 }, () => agent.call("request_human_input", { ...ask, wait_seconds: 0 }));
  expect(new Set((await Promise.all(calls)).map(({ answer }) => answer.request_id)).size).toBe(1);
  expect(await gate.pending()).toHaveLength(1);
}, 60_000);

test.each(["HTTP", "stdio"] as const)(
  "arguments over 256 kB are refused over %s, and the next call is served",
  async (wire) => {
    const agent = await open(oldTypeScript, wire);
    const big = { ...ask, metadata: { text: "x".repeat(300_000) } };
    await expect(agent.call("request_human_input", big)).rejects.toThrow(/262144|256 ?kB|too large/i);
    expect(await gate.pending()).toEqual([]);
    expect((await agent.call("list_pending_requests", {})).isError).toBe(false);
  },
);

/** A browser's call, which `fetch` would not make: it sets Origin and Host itself. */
function send(headers: Readonly<Record<string, string>>): Promise<number> {
  const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "request_human_input", arguments: ask } };
  return new Promise((resolve, reject) => {
    const sent = request(gate.mcp, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
    });
    sent.on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.end(JSON.stringify(call));
  });
}

test("a page of another site asks nobody, by its Origin or by a Host of its own", async () => {
  expect(await send({ origin: "https://evil.example" })).toBe(403);
  expect(await send({ origin: "null" })).toBe(403);
  expect(await send({ host: "evil.example" })).toBe(403);
  expect(await gate.pending()).toEqual([]);
});
