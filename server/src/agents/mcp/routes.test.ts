import { McpCapabilities, McpTools } from "@loopgate/contract";
import { describe, expect, test } from "vitest";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { CLIENTS, connect } from "./clients.fixture.ts";
import { modern, post } from "./raw.fixture.ts";

const ASK = { message: "Deploy?", options: ["Yes", "No"], wait_seconds: 0 };
const bare = { method: "tools/call", params: { name: "request_human_input", arguments: ASK } };
/** What `fetch` sends for a text: neither the type of JSON nor a protocol header. */
const byHand = { "content-type": "text/plain;charset=UTF-8", accept: "*/*" };

describe("a call by hand, without the protocol", () => {
  test("is answered as one JSON object", async () => {
    const { app, get } = await openLoopgate();
    const { status, last } = await post(app, bare, { headers: byHand });
    expect(status).toBe(200);
    expect(last).toMatchObject({
      jsonrpc: "2.0",
      id: null,
      result: { content: [{ type: "text" }], structuredContent: { status: "pending" } },
    });
    expect((await get("/hitl/pending")).body).toMatchObject({ count: 1, pending_requests: [{ client_id: "mcp" }] });
  });

  test("lists the tools", async () => {
    const { app } = await openLoopgate();
    const { last } = await post(app, { method: "tools/list", id: 7 }, { headers: byHand });
    expect(last.id).toBe(7);
    expect(last.result?.["tools"]).toHaveLength(6);
  });

  test.each([
    ["another method", { method: "resources/list" }, -32_601],
    ["a tool that is none", { method: "tools/call", params: { name: "x" } }, -32_602],
    ["no tool", { method: "tools/call" }, -32_602],
    ["a method that is a number", { method: 7 }, -32_600],
  ])("with %s is refused", async (_, body, code) => {
    const { app } = await openLoopgate();
    const { status, last } = await post(app, body, { headers: byHand });
    expect([status, last.error?.code]).toEqual([400, code]);
  });

  test.each([
    ["a protocol header", { "mcp-protocol-version": "2025-11-25" }],
    ["Mcp-Method", { "mcp-method": "tools/call" }],
    ["an Origin, even of our own", { origin: "http://localhost:8080" }],
  ])("is not understood with %s", async (_, headers: Record<string, string>) => {
    const { app, get } = await openLoopgate();
    for (const type of ["text/plain", "application/json"]) {
      const { status, last } = await post(app, bare, { headers: { ...headers, "content-type": type } });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(last.error).toBeDefined();
    }
    expect((await get("/hitl/pending")).body["count"]).toBe(0);
  });
});

test("GET /mcp/tools and GET /mcp/capabilities tell what there is", async () => {
  const { get } = await openLoopgate();
  const tools = McpTools.parse((await get("/mcp/tools")).body).tools.map(({ name }) => name);
  expect(tools).toContain("request_human_input");
  const { protocol_versions: versions, endpoint } = McpCapabilities.parse((await get("/mcp/capabilities")).body);
  expect(endpoint).toBe("/mcp");
  expect(versions).toEqual(expect.arrayContaining(["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26"]));
});

test("no tool can answer a request", async () => {
  const { get } = await openLoopgate();
  const { tools } = McpTools.parse((await get("/mcp/tools")).body);
  expect(tools.map(({ name }) => name)).toEqual([
    "request_human_input",
    "check_request_status",
    "list_pending_requests",
    "cancel_request",
    "register_callback",
    "approve",
  ]);
  const fields = tools.flatMap(({ inputSchema }) => Object.keys(inputSchema["properties"] ?? {}));
  for (const name of ["outcome", "decision", "approved", "response", "reply", "vote"])
    expect(fields).not.toContain(name);
});

describe.each(CLIENTS)("a client of %s", (kind) => {
  test("reads requests as resources", async () => {
    const { app, ask } = await openLoopgate();
    const id = await ask({ metadata: { pr: 7 } });
    const { client } = await connect(app, kind);
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual(["loopgate://pending"]);
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(["loopgate://requests/{id}"]);
    const read = async (uri: string) => {
      const [content] = (await client.readResource({ uri })).contents;
      return JSON.parse(content && "text" in content ? content.text : "") as unknown;
    };
    expect(await read("loopgate://pending")).toMatchObject({ count: 1, pending_requests: [{ request_id: id }] });
    expect(await read(`loopgate://requests/${id}`)).toMatchObject({ request_id: id, metadata: { pr: 7 } });
  });

  test("finds the prompt that teaches when to ask", async () => {
    const { app } = await openLoopgate();
    const { client } = await connect(app, kind);
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual(["ask-before-acting"]);
    const { messages } = await client.getPrompt({ name: "ask-before-acting", arguments: { task: "drop a table" } });
    expect(messages).toHaveLength(1);
    expect(messages[0]?.content).toMatchObject({ text: expect.stringMatching(/request_human_input[^]*drop a table/) });
  });
});

test("a batch of an older revision is answered, message by message", async () => {
  const { app } = await openLoopgate();
  const batch = [1, 2].map((id) => ({ jsonrpc: "2.0", id, method: "tools/list" }));
  const { messages } = await post(app, batch, { headers: { "mcp-protocol-version": "2025-03-26" } });
  expect(new Set(messages.map(({ id }) => id))).toEqual(new Set([1, 2]));
});

test("the first byte of a long call leaves at once, for the clients that wait for it", async () => {
  const { app, get } = await openLoopgate();
  const giveUp = new AbortController();
  let status = 0;
  const calling = modern(
    app,
    "tools/call",
    { name: "request_human_input", arguments: { message: "Deploy?" } },
    {
      signal: giveUp.signal,
      answered: (response) => (status = response.status),
    },
  ).catch(() => undefined);
  await expect.poll(() => status).toBe(200);
  await expect.poll(async () => (await get("/hitl/pending")).body["count"]).toBe(1);
  giveUp.abort();
  await calling;
});
