import type { Hono } from "hono";
import { PORT } from "../../loopgate.fixture.ts";

/** A message as it stands on the wire. */
export type Message = {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
};

export type Answered = { readonly status: number; readonly messages: readonly Message[]; readonly last: Message };

type Modern = {
  readonly name?: string;
  readonly capabilities?: object;
  readonly meta?: object;
  readonly signal?: AbortSignal;
  readonly headers?: Record<string, string>;
  /** Told once the answer begins, before it has ended. */
  readonly answered?: (response: Response) => void;
};

/** A call of revision 2026-07-28, written by hand. `params` are those of the method, without `_meta`. */
export async function modern(
  app: Hono,
  method: string,
  params: Record<string, unknown>,
  how: Modern = {},
): Promise<Answered> {
  const { name = "by-hand", capabilities = {}, meta = {}, signal, headers = {}, answered } = how;
  const named = params["name"] ?? params["uri"] ?? params["taskId"];
  const envelope = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name, version: "1.0" },
    "io.modelcontextprotocol/clientCapabilities": capabilities,
    ...meta,
  };
  return post(
    app,
    { jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: envelope } },
    {
      ...(signal && { signal }),
      ...(answered && { answered }),
      headers: {
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": method,
        ...(typeof named === "string" && { "mcp-name": named }),
        ...headers,
      },
    },
  );
}

/** Any body to `/mcp`, with the headers of a client that takes streams. */
export async function post(
  app: Hono,
  body: unknown,
  { headers = {}, signal, answered }: Pick<Modern, "headers" | "signal" | "answered"> = {},
): Promise<Answered> {
  const response = await app.request("/mcp", {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: {
      host: `127.0.0.1:${PORT}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    ...(signal && { signal }),
  });
  answered?.(response);
  const messages = messagesOf(await response.text());
  return { status: response.status, messages, last: messages.at(-1) ?? {} };
}

function messagesOf(text: string): readonly Message[] {
  const lines = text.split("\n").filter((line) => line.startsWith("data: ") && line.length > 6);
  const bodies = lines.length > 0 ? lines.map((line) => line.slice(6)) : [text];
  return bodies.flatMap((body) => (body.trimStart().startsWith("{") ? [JSON.parse(body) as Message] : []));
}
