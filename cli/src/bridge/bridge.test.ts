import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mcpClient, modern } from "./client.fixture.ts";
import { mcpServer } from "./mcp-server.fixture.ts";

type Client = ReturnType<typeof mcpClient>;
type Server = Awaited<ReturnType<typeof mcpServer>>;

let server: Server;
let client: Client;
beforeEach(async () => {
  server = await mcpServer();
  client = mcpClient({ LOOPGATE_URL: server.url });
});
afterEach(async () => {
  await client.end();
  for (const call of server.calls) call.answer("late");
  await server.die();
});

const ask = { name: "request_human_input", arguments: {} };

describe("a client of revision 2025-11-25", () => {
  const hello = {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "claude-code", version: "2.1" },
  };

  test("is served, and the server is told at each call who it is and what was agreed on", async () => {
    expect((await client.request(1, "initialize", hello)).result).toMatchObject({ protocolVersion: "2025-11-25" });
    client.send({ jsonrpc: "2.0", method: "notifications/initialized" });
    const answer = client.request(2, "tools/call", ask);
    const call = await server.call();
    call.answer("yes");
    expect((await answer).result).toMatchObject({ content: [{ text: "yes" }] });
    expect(call.headers.get("user-agent")).toMatch(/^claude-code\/2\.1 loopgate-stdio\/\d/);
    expect(call.headers.get("mcp-protocol-version")).toBe("2025-11-25");
    expect(client.said).toHaveLength(2);
  });

  test("sees progress while the call still runs", async () => {
    const answer = client.request(1, "tools/call", { ...ask, _meta: { progressToken: "t" } });
    const call = await server.call();
    await call.progress("waiting for Ann");
    expect(await client.next(({ method }) => method !== undefined)).toMatchObject({
      method: "notifications/progress",
      params: { progressToken: "t", message: "waiting for Ann" },
    });
    call.answer("yes");
    await answer;
  });

  test("who cancels ends the wait at the server, and gets no answer", async () => {
    client.send({ jsonrpc: "2.0", id: 7, method: "tools/call", params: ask });
    const call = await server.call();
    const aborted = once(call.signal, "abort");
    client.send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 7 } });
    await aborted;
    await client.request(8, "ping");
    expect(client.said.map(({ id }) => id)).toEqual([8]);
  });

  test("has the messages of a batch answered one by one", async () => {
    client.send(["a", "b"].map((id) => ({ jsonrpc: "2.0", id, method: "ping" })));
    await Promise.all(["a", "b"].map((id) => client.next((message) => message.id === id)));
    expect(client.said).toHaveLength(2);
  });
});

describe("a client of revision 2026-07-28", () => {
  test("is served, with the headers that repeat what its message says", async () => {
    const answer = client.request(1, "tools/call", { ...ask, _meta: modern });
    const call = await server.call();
    call.answer("yes");
    expect((await answer).result).toMatchObject({ resultType: "complete", content: [{ text: "yes" }] });
    expect(Object.fromEntries(call.headers)).toMatchObject({
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "request_human_input",
      "user-agent": expect.stringMatching(/^Some-Client\/2\.0 loopgate-stdio\//) as unknown,
    });
  });

  test("who cancels ends the wait at the server", async () => {
    client.send({ jsonrpc: "2.0", id: 7, method: "tools/call", params: { ...ask, _meta: modern } });
    const call = await server.call();
    const aborted = once(call.signal, "abort");
    client.send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 7, _meta: modern } });
    await aborted;
    expect(call.signal.aborted).toBe(true);
  });

  test("gets the server's own error where the status is no 200", async () => {
    const answer = await client.request(1, "no/such/method", { _meta: modern });
    expect(answer.error).toMatchObject({ code: -32_601 });
  });
});

test("calls run side by side, and each answer finds its own", async () => {
  const ids = Array.from({ length: 20 }, (_, id) => id);
  const answers = ids.map((id) => client.request(id, "tools/call", { ...ask, arguments: { id } }));
  await server.call(19);
  server.calls.toReversed().forEach((call) => call.answer(`for ${String(call.given["id"])}`));
  expect((await Promise.all(answers)).map(({ id, result }) => [id, result?.["content"]])).toEqual(
    ids.map((id) => [id, [{ type: "text", text: `for ${id}` }]]),
  );
});

test("the end of stdin gives up what is on its way, and exits 0", async () => {
  client.send({ jsonrpc: "2.0", id: 1, method: "tools/call", params: ask });
  const { signal } = await server.call();
  expect(await client.end()).toBe(0);
  await (signal.aborted || once(signal, "abort"));
  expect(client.said).toEqual([]);
});

describe("a line that is no message", () => {
  test.each([
    ["{nonsense", null, -32_700, "not JSON"],
    ["[]", null, -32_600, "batch is empty"],
    ['{"id":1,"method":"ping"}', null, -32_600, '"jsonrpc": "2.0"'],
    ['{"jsonrpc":"2.0","id":{},"method":"ping"}', null, -32_600, "id of a request"],
    ['{"jsonrpc":"2.0","id":4,"method":5}', 4, -32_600, "method must be a string"],
    ['{"jsonrpc":"2.0","id":5,"method":"ping","params":[1]}', 5, -32_600, "params must be an object"],
  ])("%s is refused with what is wrong", async (line, id, code, words) => {
    client.send(line);
    const { error } = await client.next((message) => message.id === id);
    expect(error).toEqual({ code, message: expect.stringContaining(words) as unknown });
  });

  test("a message over 256 kB is refused by its id, and nothing of it is sent", async () => {
    const { error } = await client.request("big", "tools/call", { ...ask, arguments: { text: "x".repeat(262_144) } });
    expect(error?.message).toContain("262144 are the most");
    expect(server.calls).toEqual([]);
  });

  test("a line too long to be kept is refused, and the next one is served", async () => {
    client.send("x".repeat(9 * 1024 * 1024));
    expect((await client.next(({ id }) => id === null)).error?.message).toContain(`${9 * 1024 * 1024} bytes`);
    expect((await client.request(1, "ping")).result).toEqual({});
  });

  test("an id that is in use is refused, and the first call goes on", async () => {
    client.send({ jsonrpc: "2.0", id: 1, method: "tools/call", params: ask });
    const call = await server.call();
    expect((await client.request(1, "tools/call", ask)).error?.message).toContain("still being answered");
    call.answer("yes");
    expect((await client.next(({ result }) => result !== undefined)).result).toMatchObject({
      content: [{ text: "yes" }],
    });
  });
});

describe("a server that dies in the middle of a call", () => {
  test("is asked again once it is back, where asking twice is one question", async () => {
    const answer = client.request(1, "tools/call", ask);
    await server.call();
    await server.die();
    server = await mcpServer(server.port);
    (await server.call()).answer("yes");
    expect((await answer).result).toMatchObject({ content: [{ text: "yes" }] });
  });

  test("is not asked again for what may have been done, and the client is told", async () => {
    const answer = client.request(1, "tools/call", { ...ask, name: "register_callback" });
    await server.call();
    await server.die();
    server = await mcpServer(server.port);
    expect((await answer).error?.message).toContain(`Loopgate does not answer at ${server.url}`);
    expect(server.calls).toEqual([]);
  });
});

describe("what answers but is no MCP", () => {
  const answering = async (status: number, body: string) => {
    const other = createServer((_, response) => void response.writeHead(status).end(body)).listen(0, "127.0.0.1");
    await once(other, "listening");
    const at = mcpClient({ LOOPGATE_URL: `http://127.0.0.1:${(other.address() as AddressInfo).port}` });
    const { error } = await at.request(1, "ping");
    at.send({ jsonrpc: "2.0", method: "notifications/initialized" });
    await at.end();
    other.close();
    return error?.message;
  };

  test.each([
    [404, "<html>", "what answers there is no Loopgate, or an older one. See: loopgate doctor."],
    [
      401,
      '{"title":"A key is needed","detail":"Send one."}',
      "A key is needed. Send one. If it needs an API key, set LOOPGATE_API_KEY",
    ],
    [503, '{"title":"Busy","detail":"Try again."}', "Busy. Try again."],
    [500, "oops", "answered with status 500, and not in MCP"],
    [200, "hello", "answered with status 200, and not in MCP"],
  ])("status %i is told as an error that says what to do", async (status, body, words) => {
    expect(await answering(status, body)).toContain(words);
  });
});

test("an API key goes along as a bearer token", async () => {
  const keyed = mcpClient({ LOOPGATE_URL: server.url, LOOPGATE_API_KEY: "lk_pub_1" });
  const answer = keyed.request(1, "tools/call", ask);
  const call = await server.call();
  call.answer("yes");
  await answer;
  await keyed.end();
  expect(call.headers.get("authorization")).toBe("Bearer lk_pub_1");
});
