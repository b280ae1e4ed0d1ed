import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { HumanAnswer } from "@loopgate/contract";
import type { Hono } from "hono";
import { PORT } from "../../loopgate.fixture.ts";

/** The protocol's own clients, by revision: the SDK's second line in both eras, and its first. */
export const CLIENTS = ["2026-07-28", "2025-11-25", "v1"] as const;
export type ClientKind = (typeof CLIENTS)[number];

type Told = { readonly progress: number; readonly total?: number | undefined; readonly message?: string | undefined };
export type CallOptions = { readonly signal?: AbortSignal; readonly onprogress?: (told: Told) => void };

export type Called = {
  readonly isError: boolean;
  readonly text: string;
  /** What a program reads; the client has checked it against the tool's output schema. */
  readonly answer: HumanAnswer;
  readonly structured: Record<string, unknown>;
};

type Options = { readonly name?: string; readonly userAgent?: string; readonly maxRounds?: number };

/** Calls the app without a socket, by the host name of loopback. */
function fetchOf(app: Hono, userAgent = "node") {
  return async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set("host", `127.0.0.1:${PORT}`);
    headers.set("user-agent", userAgent);
    return app.request(new URL(url).pathname, { ...init, headers });
  };
}

/** A connected client with one way to call a tool. */
export async function connect(app: Hono, kind: ClientKind, options: Options = {}) {
  const { name = "test-agent", userAgent = kind === "2026-07-28" ? "node" : `${name}/1.0`, maxRounds } = options;
  const url = new URL(`http://127.0.0.1:${PORT}/mcp`);
  const fetch = fetchOf(app, userAgent);
  const client = await (kind === "v1" ? old() : newer());

  async function old() {
    const made = new OldClient({ name, version: "1.0" });

    await made.connect(new OldTransport(url, { fetch }));
    return made;
  }
  async function newer() {
    const mode = kind === "2026-07-28" ? ({ pin: "2026-07-28" } as const) : ("legacy" as const);
    const made = new NewClient(
      { name, version: "1.0" },
      { versionNegotiation: { mode }, ...(maxRounds !== undefined && { inputRequired: { maxRounds } }) },
    );
    await made.connect(new NewTransport(url, { fetch }));
    return made;
  }
  async function call(tool: string, args: object, { signal, onprogress }: CallOptions = {}): Promise<Called> {
    const params = { name: tool, arguments: { ...args } };
    const how = { timeout: 1e9, ...(signal && { signal }), ...(onprogress && { onprogress }) };
    const result =
      client instanceof OldClient ? await client.callTool(params, undefined, how) : await client.callTool(params, how);
    const [block] = result.content as readonly { readonly type: string; readonly text?: string }[];
    return {
      isError: result.isError === true,
      text: block?.text ?? "",
      answer: result.structuredContent as HumanAnswer,
      structured: result.structuredContent as Record<string, unknown>,
    };
  }
  return { client, call, close: () => client.close() };
}
