import { describe, expect, test } from "vitest";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { CLIENTS, connect } from "./clients.fixture.ts";
import { modern, post } from "./raw.fixture.ts";

const ASK = { message: "Deploy?", action: { name: "deploy", arguments: { version: "v2" } }, wait_seconds: 0 };
const UNKNOWN = "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10";
const initialize = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "a", version: "1" } },
};
const pending = async ({ get }: Awaited<ReturnType<typeof openLoopgate>>) => (await get("/hitl/pending")).body["count"];

describe.each(CLIENTS)("a client of %s", (kind) => {
  test("is told each field that is wrong, by its path", async () => {
    const loopgate = await openLoopgate();
    const { call } = await connect(loopgate.app, kind);
    const { isError, text } = await call("request_human_input", {
      message: "",
      options: ["a", { label: "b" }],
      timeout_seconds: "soon",
      wait: 5,
    });
    expect(isError).toBe(true);
    for (const line of [
      "- message: must not be empty",
      "- options[1].value: is required",
      "- timeout_seconds: expected",
      "- wait: is not a known field",
    ])
      expect(text).toContain(line);
    expect(text).toContain("This call approved nothing.");
    expect(await pending(loopgate)).toBe(0);
  });

  test("is told that an id is unknown, in the same words for every id that is not its own", async () => {
    const { app, database, ask } = await openLoopgate();
    const { call } = await connect(app, kind);
    const foreign = await ask();
    await database
      .query<{ requests: { tenant_id: string; id: string } }>()
      .updateTable("requests")
      .set({ tenant_id: "other" })
      .where("tenant_id", "=", "local")
      .where("id", "=", foreign)
      .execute();
    for (const tool of ["check_request_status", "cancel_request"]) {
      const told = await Promise.all([UNKNOWN, foreign].map((id) => call(tool, { request_id: id })));
      expect(told.map(({ isError }) => isError)).toEqual([true, true]);
      expect(told[0]?.text).toBe(told[1]?.text);
      expect(told[0]?.text).toContain("request_not_found");
    }
  });

  test("is told which tools there are when it calls another", async () => {
    const { app } = await openLoopgate();
    const { call } = await connect(app, kind);
    await expect(call("answer_request", {})).rejects.toThrow(/Unknown tool: answer_request.*request_human_input/);
  });

  test("is told that there is no such resource, and no such prompt", async () => {
    const { app } = await openLoopgate();
    const { client } = await connect(app, kind);
    for (const uri of [
      `loopgate://requests/${UNKNOWN}`,
      "loopgate://requests/x",
      "loopgate://else",
      "file:///etc/passwd",
    ])
      await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32_602, data: { uri } });
    await expect(client.getPrompt({ name: "else" })).rejects.toMatchObject({ code: -32_602 });
  });
});

describe("what is no call", () => {
  test.each([
    ["no JSON", "{", 400, -32_700],
    ["a name that stands twice", '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/list"}', 400, -32_700],
    [
      "deep nesting",
      `{"jsonrpc":"2.0","id":1,"method":"ping","params":${"[".repeat(40)}${"]".repeat(40)}}`,
      400,
      -32_700,
    ],
    ["too much", `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"${"x".repeat(270_000)}"}}`, 413, -32_600],
    [
      "too many messages",
      JSON.stringify(Array.from({ length: 21 }, (_, id) => ({ jsonrpc: "2.0", id, method: "ping" }))),
      400,
      -32_600,
    ],
    ["nothing", "", 400, -32_700],
    ["a number", "7", 400, -32_600],
  ])("%s is refused", async (_, body, status, code) => {
    const { app } = await openLoopgate();
    const told = await post(app, body);
    expect([told.status, told.last.error?.code]).toEqual([status, code]);
  });

  test.each([
    ["no capabilities", { "io.modelcontextprotocol/clientCapabilities": undefined }],
    ["capabilities that are a list", { "io.modelcontextprotocol/clientCapabilities": [] }],
    ["a client that is a number", { "io.modelcontextprotocol/clientInfo": 7 }],
    ["a version of no revision", { "io.modelcontextprotocol/protocolVersion": 7 }],
  ])("_meta with %s is refused, and asks nobody", async (_, meta) => {
    const loopgate = await openLoopgate();
    const call = { name: "request_human_input", arguments: ASK };
    const { status, last } = await modern(loopgate.app, "tools/call", call, { meta });
    expect([status, last.error?.code]).toEqual([400, expect.any(Number)]);
    expect(await pending(loopgate)).toBe(0);
  });

  test("a token of progress that is no token is refused: it would be sent back every ten seconds", async () => {
    const loopgate = await openLoopgate();
    const call = { name: "request_human_input", arguments: ASK };
    const long = { progressToken: "x".repeat(257) };
    const { last } = await modern(loopgate.app, "tools/call", call, { meta: long });
    expect(last.error).toMatchObject({ code: -32_602, message: expect.stringContaining("_meta.progressToken") });
    const old = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { ...call, _meta: long } };
    expect((await post(loopgate.app, old)).last.error?.code).toBe(-32_602);
    expect(await pending(loopgate)).toBe(0);
  });

  test("a page of another site is refused, whatever it sends", async () => {
    const { app } = await openLoopgate();
    for (const origin of ["https://evil.example", "null"])
      for (const body of [initialize, { method: "tools/call", params: { name: "list_pending_requests" } }])
        expect((await post(app, body, { headers: { origin } })).status).toBe(403);
    expect((await post(app, initialize, { headers: { host: "evil.example" } })).status).toBe(403);
    expect((await post(app, initialize, { headers: { origin: "http://localhost:8080" } })).status).toBe(200);
  });

  test("a credential is refused while there are none", async () => {
    const { app } = await openLoopgate();
    expect((await post(app, initialize, { headers: { authorization: "Bearer lk_x" } })).status).toBe(401);
  });

  test.each(["GET", "DELETE"])("%s is refused, with what is taken", async (method) => {
    const { call } = await openLoopgate();
    const { status, headers } = await call(method, "/mcp", { headers: { accept: "text/event-stream" } });
    expect([status, headers.get("allow")]).toEqual([405, "POST"]);
  });
});

describe("many calls at once from one client", () => {
  test("with different content: a hundred ask, the others are told the limit", async () => {
    const loopgate = await openLoopgate();
    const calls = Array.from({ length: 300 }, (_, at) =>
      modern(loopgate.app, "tools/call", {
        name: "request_human_input",
        arguments: { ...ASK, message: `Deploy ${at}?` },
      }),
    );
    const told = (await Promise.all(calls)).map(({ last }) => JSON.stringify(last.result));
    expect(told.filter((text) => text.includes("too_many_pending"))).toHaveLength(200);
    expect(await pending(loopgate)).toBe(100);
  });

  test("with the same content: a thousand ask once, 256 wait, the others are told at once", async () => {
    const loopgate = await openLoopgate();
    const giveUp = new AbortController();
    const args = { ...ASK, wait_seconds: 1000 };
    let told = 0;
    const calls = Array.from({ length: 1000 }, async () => {
      const how = { signal: giveUp.signal };
      const { last } = await modern(loopgate.app, "tools/call", { name: "request_human_input", arguments: args }, how);
      if (last.result) told++;
    });
    await expect.poll(() => told, { timeout: 20_000 }).toBe(1000 - 256);
    expect(await pending(loopgate)).toBe(1);
    giveUp.abort();
    await Promise.allSettled(calls);
  }, 30_000);
});
