import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client as NewClient } from "@modelcontextprotocol/client";
import { StdioClientTransport as NewTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "./free-port.fixture.ts";
import { personWith } from "./person.fixture.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
/** The protocol's own clients: the SDK's second line in the newer era, by itself and by negotiation, and in the older; its first line. */
const KINDS = ["2026-07-28", "auto", "2025-11-25", "v1"] as const;
type Kind = (typeof KINDS)[number];

let variables: Record<string, string>;
let person: ReturnType<typeof personWith>;
const closings: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), "loopgate-mcp-"));
  variables = { SERVER_PORT: await freePort(), DATA_DIR: folder };
  person = personWith(variables);
});
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
  rmSync(String(variables["DATA_DIR"]), { recursive: true, force: true });
});

/** `loopgate mcp` as a process, and the client that has started it. */
async function started(kind: Kind) {
  const env = { PATH: process.env["PATH"] ?? "", ...variables };
  const how = { command: process.execPath, args: [MAIN, "mcp"], env, stderr: "pipe" as const };
  const transport = kind === "v1" ? new OldTransport(how) : new NewTransport(how);
  let logged = "";
  transport.stderr?.on("data", (chunk: Buffer) => (logged += chunk.toString()));
  const wrong: Error[] = [];
  const client = await (kind === "v1" ? old() : newer());
  // Whatever on stdout is no message ends up here.
  Object.assign(client, { onerror: (error: Error) => void wrong.push(error) });
  closings.push(() => client.close());

  async function old() {
    const made = new OldClient({ name: "test-agent", version: "1.0" });
    await made.connect(transport);
    return made;
  }
  async function newer() {
    const mode = kind === "auto" ? kind : kind === "2026-07-28" ? { pin: kind } : "legacy";
    const made = new NewClient({ name: "test-agent", version: "1.0" }, { versionNegotiation: { mode } });
    await made.connect(transport);
    return made;
  }
  async function call(name: string, given: object, options: { readonly signal?: AbortSignal } = {}) {
    const params = { name, arguments: { ...given } };
    const onprogress = () => void progressed++;
    const patient = { timeout: 60_000, onprogress, ...options };
    const result =
      client instanceof OldClient
        ? await client.callTool(params, undefined, patient)
        : await client.callTool(params, patient);
    return result.structuredContent as Readonly<Record<string, unknown>>;
  }
  let progressed = 0;
  return { client, call, pid: () => transport.pid, logged: () => logged, wrong, progressed: () => progressed };
}

describe.each(KINDS)("a client of the protocol (%s) that starts `loopgate mcp`", (kind) => {
  test("asks a person through it, and is told the decision", async () => {
    const { client, call, wrong, logged, progressed } = await started(kind);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain("request_human_input");
    const answer = call("request_human_input", { message: "May I?", action: { name: "deploy", arguments: {} } });
    await person.answerFirst("approve");
    expect(await answer).toMatchObject({ status: "completed", approved: true });
    expect(progressed()).toBeGreaterThan(0);
    expect([wrong, logged()]).toEqual([[], expect.stringContaining("this process runs one")]);
  });

  test("who gives up ends its wait, and the question stays", async () => {
    const { call } = await started(kind);
    const stop = new AbortController();
    const answer = call("request_human_input", { message: "May I?" }, { signal: stop.signal });
    const code = await person.firstPending();
    stop.abort();
    await expect(answer).rejects.toThrow(/abort/i);
    expect(await call("list_pending_requests", {})).toMatchObject({
      count: 1,
      pending_requests: [{ client_id: "test-agent" }],
    });
    expect(await person.firstPending()).toBe(code);
  });
});

test("a call goes on in another process when the one that ran the server is killed", async () => {
  const [first, second] = [await started("v1"), await started("2026-07-28")];
  const answer = second.call("request_human_input", { message: "May I?", action: { name: "pay", arguments: {} } });
  const code = await person.firstPending();
  process.kill(Number(first.pid()), "SIGKILL");
  await expect.poll(second.logged, { timeout: 15_000 }).toContain("this process runs one");
  expect(await person.firstPending()).toBe(code);
  await person.answerFirst("approve");
  expect(await answer).toMatchObject({ status: "completed", approved: true });
});
