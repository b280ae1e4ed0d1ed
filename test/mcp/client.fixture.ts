/** The protocol's own clients as agents: two lines of the TypeScript SDK, and the Python SDK in a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Client as NewClient, StreamableHTTPClientTransport as NewHttp } from "@modelcontextprotocol/client";
import { StdioClientTransport as NewStdio } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldStdio } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as OldHttp } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { HumanAnswer } from "../../contract/src/index.ts";
import { preparePython } from "../python.fixture.ts";
import { root } from "../sources.ts";
import type { Gate } from "./gate.fixture.ts";

export type Result = { readonly isError: boolean; readonly text: string; readonly answer: HumanAnswer };

export type Agent = {
  tools(): Promise<readonly string[]>;
  call(tool: string, args: object): Promise<Result>;
  read(uri: string): Promise<string>;
  close(): Promise<void>;
  /** Ends it as `kill -9` does, where it is a process. */
  kill?(): Promise<void>;
};

export type Wire = "HTTP" | "stdio";
export type Connect = (gate: Gate, wire: Wire) => Promise<Agent>;

/** Longer than any test waits. */
const timeout = 120_000;
const info = { name: "proof", version: "1.0" };
type Block = { readonly text?: string };
type CallResult = {
  readonly content?: readonly Block[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
};

function resultOf(result: object): Result {
  const { content = [], structuredContent, isError = false } = result as CallResult;
  return { isError, text: content[0]?.text ?? "", answer: structuredContent as HumanAnswer };
}

export const oldTypeScript: Connect = async ({ mcp, stdio }, wire) => {
  const client = new OldClient(info);
  await client.connect(wire === "stdio" ? new OldStdio({ ...stdio, stderr: "ignore" }) : new OldHttp(new URL(mcp)));
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) =>
      resultOf(await client.callTool({ name, arguments: { ...args } }, undefined, { timeout })),
    read: async (uri) => String(((await client.readResource({ uri })).contents as readonly Block[])[0]?.text),
    close: () => client.close(),
  };
};

export const newTypeScript =
  (mode: "2026-07-28" | "legacy"): Connect =>
  async ({ mcp, stdio }, wire) => {
    const client = new NewClient(info, {
      versionNegotiation: { mode: mode === "legacy" ? "legacy" : { pin: mode } },
    });
    await client.connect(wire === "stdio" ? new NewStdio({ ...stdio, stderr: "ignore" }) : new NewHttp(new URL(mcp)));
    return {
      tools: async () => (await client.listTools()).tools.map(({ name }) => name),
      call: async (name, args) => resultOf(await client.callTool({ name, arguments: { ...args } }, { timeout })),
      read: async (uri) => String(((await client.readResource({ uri })).contents as readonly Block[])[0]?.text),
      close: () => client.close(),
    };
  };

/** `auto` is what the SDK does by itself: it looks for the newest revision first. */
export const python =
  (mode: "auto" | "legacy"): Connect =>
  async ({ mcp, stdio }, wire) => {
    const interpreter = preparePython(join(import.meta.dirname, "python", "requirements.txt"));
    const target = JSON.stringify(wire === "stdio" ? stdio : mcp);
    const child = spawn(interpreter, [join(import.meta.dirname, "python", "agent.py"), target, mode], {
      cwd: root,
      env: { PATH: process.env["PATH"] ?? "", PYTHONUNBUFFERED: "1" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    const ended = once(child, "close");
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const say = async <T>(command: object): Promise<T> => {
      child.stdin.write(`${JSON.stringify(command)}\n`);
      const { value, done } = (await lines.next()) as IteratorResult<string>;
      if (done === true) throw new Error(`the Python client ended:\n${errors}`);
      return JSON.parse(value) as T;
    };
    return {
      tools: () => say({ do: "tools" }),
      call: async (name, args) => resultOf(await say({ do: "call", name, args })),
      read: (uri) => say({ do: "read", uri }),
      async close() {
        child.stdin.end();
        await ended;
      },
      async kill() {
        child.kill("SIGKILL");
        await ended;
      },
    };
  };
