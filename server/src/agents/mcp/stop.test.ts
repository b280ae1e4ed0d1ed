import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterEach, expect, test } from "vitest";
import { serve, type Serving } from "../../index.ts";

const ASK = { message: "Deploy?", action: { name: "deploy", arguments: { version: "v2" } }, timeout_seconds: 3600 };
const folders: string[] = [];
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "loopgate-mcp-"));
  folders.push(made);
  return made;
}
const start = (dataDir: string, port = 0) =>
  serve({ SERVER_PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: "silent" });

async function connect({ url }: Serving, mode: "legacy" | { pin: "2026-07-28" }, name: string) {
  const client = new Client({ name, version: "1" }, { versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(new URL("/mcp", url)));
  return client;
}
const ask = (client: Client, args: object = {}) =>
  client.callTool(
    { name: "request_human_input", arguments: { ...ASK, ...args } },
    { timeout: 60_000, onprogress: () => {} },
  );

async function pendingOf({ url }: Serving): Promise<number> {
  return ((await (await fetch(`${url}/hitl/pending`)).json()) as { count: number }).count;
}
/** Whether somebody can listen there. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once("error", () => resolve(false))
      .once("listening", () => server.close(() => resolve(true)));
    server.listen(port, "127.0.0.1");
  });
}

test("a server that stops tells whoever waits that the request is pending, and frees its port", async () => {
  const serving = await start(folder());
  const port = Number(new URL(serving.url).port);
  const [newer, older] = [
    await connect(serving, { pin: "2026-07-28" }, "newer"),
    await connect(serving, "legacy", "older"),
  ];
  const waiting = [ask(newer), ask(older)];
  await expect.poll(() => pendingOf(serving)).toBe(2);
  const began = performance.now();
  await serving.close();
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(await isFree(port)).toBe(true);
  for (const { isError, structuredContent } of await Promise.all(waiting))
    expect([isError ?? false, structuredContent]).toEqual([
      false,
      expect.objectContaining({ status: "pending", approved: false }),
    ]);
}, 20_000);

test("a stream that only listens ends at once, since nothing here is told by it", async () => {
  const serving = await start(folder());
  const listening = await fetch(`${serving.url}/mcp`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "subscriptions/listen",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: "l",
      method: "subscriptions/listen",
      params: {
        notifications: { toolsListChanged: true },
        _meta: {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientInfo": { name: "listener", version: "1" },
          "io.modelcontextprotocol/clientCapabilities": {},
        },
      },
    }),
  });
  expect(listening.headers.get("content-type")).toContain("text/event-stream");
  expect(await listening.text()).toContain('"resultType":"complete"');
  await serving.close();
}, 20_000);

test("a wait outlives the server: the next one answers for the same request", async () => {
  const dataDir = folder();
  const first = await start(dataDir);
  const port = Number(new URL(first.url).port);
  const client = await connect(first, { pin: "2026-07-28" }, "agent");
  const waiting = ask(client);
  await expect.poll(() => pendingOf(first)).toBe(1);
  await first.close();
  const { structuredContent: pending } = await waiting;
  const second = await start(dataDir, port);
  const { structuredContent: later } = await ask(client, { wait_seconds: 0 });
  expect(later).toMatchObject({ request_id: (pending as { request_id: string }).request_id, status: "pending" });
  expect(await pendingOf(second)).toBe(1);
  await second.close();
}, 30_000);
