import { ProtocolError } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { AgentCallers } from "../callers.ts";
import { programOf } from "./caller.ts";
import type { Dispatch } from "./dispatch.ts";
import type { Tool } from "./tool.ts";
import { resultOf } from "./wire.ts";

/** Whoever sends one of these speaks the protocol, and is held to it. */
const PROTOCOL_HEADERS = ["mcp-protocol-version", "mcp-method", "mcp-name", "mcp-session-id", "last-event-id"];

const BareCall = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string(),
  params: z.object({ name: z.string().default(""), arguments: z.unknown().optional() }).optional(),
});

/**
 * Whether this is a call by hand, without the protocol around it: `{"method":"tools/call","params":{…}}`. A browser sends
 * Origin with every such call, so none of its pages gets in this way.
 */
export function isBare(request: Request, body: unknown): boolean {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return false;
  if (!("method" in body) || "jsonrpc" in body || request.headers.has("origin")) return false;
  return PROTOCOL_HEADERS.every((name) => !request.headers.has(name));
}

/** Answers `tools/list` and `tools/call` in one JSON object, as the protocol's older revisions word it. */
export function createBare(parts: {
  readonly callers: AgentCallers;
  readonly tools: readonly Tool[];
  readonly dispatch: Dispatch;
}): (request: Request, body: unknown) => Promise<Response> {
  const { callers, tools, dispatch } = parts;

  async function resultFor(request: Request, { method, params }: z.output<typeof BareCall>): Promise<object> {
    if (method === "tools/list") return { tools: tools.map(({ definition }) => definition) };
    if (method !== "tools/call")
      throw new ProtocolError(-32_601, "Without `jsonrpc`, there are tools/list and tools/call only.");
    const outcome = await dispatch(params?.name ?? "", {
      args: params?.arguments ?? {},
      caller: {
        program: programOf(undefined, request.headers.get("user-agent")),
        asker: (clientId) => callers.agent(request, clientId),
      },
      signal: request.signal,
      takesTasks: false,
      comesBack: false,
    });
    return resultOf(outcome);
  }

  return async (request, body) => {
    const call = BareCall.safeParse(body);
    if (!call.success) return answer(400, { id: null, error: { code: -32_600, message: FORM } });
    const id = call.data.id ?? null;
    try {
      return answer(200, { id, result: await resultFor(request, call.data) });
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return answer(400, { id, error: { code: error.code, message: error.message } });
    }
  };
}

const FORM = 'Send {"method":"tools/call","params":{"name":"…","arguments":{…}}}, or speak the protocol.';

function answer(status: number, content: object): Response {
  return Response.json({ jsonrpc: "2.0", ...content }, { status });
}
