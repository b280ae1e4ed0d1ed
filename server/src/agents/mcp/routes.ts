import { LoopgateError } from "@loopgate/contract";
import { SUPPORTED_PROTOCOL_VERSIONS } from "@modelcontextprotocol/server";
import { relayed, type Routes } from "../../http/app.ts";
import { readStrictJson } from "../../http/input.ts";
import { STATUS } from "../../http/problem.ts";
import type { AgentCallers } from "../callers.ts";
import { capabilitiesFor, INSTRUCTIONS, SERVER_INFO } from "./server.ts";
import type { Tool } from "./tool.ts";

/** Serves one call whose body was read and checked. */
export type ServeMcp = (request: Request, body: unknown) => Promise<Response>;

/** Older revisions allow several messages in one call; each may be a wait. */
const MOST_MESSAGES = 20;
const NEWEST_REVISION = "2026-07-28";

export function mcpRoutes(parts: {
  readonly callers: AgentCallers;
  readonly tools: readonly Tool[];
  /** The protocol. */
  readonly serve: ServeMcp;
}): Routes {
  const { callers, tools, serve } = parts;

  return (app) => {
    app.post("/mcp", async (context) => {
      const request = context.req.raw;
      callers.agent(request);
      const body = await readStrictJson(request).catch(asProtocolError);
      if (body instanceof Response) return relayed(context, body);
      if (Array.isArray(body) && body.length > MOST_MESSAGES)
        return relayed(context, errorResponse(400, -32_600, `Send at most ${MOST_MESSAGES} messages in one call.`));
      return relayed(context, await serve(request, body));
    });
    app.get("/mcp/tools", (context) => context.json({ tools: tools.map(({ definition }) => definition) }));
    app.get("/mcp/capabilities", (context) =>
      context.json({
        server: SERVER_INFO,
        protocol_versions: [NEWEST_REVISION, ...SUPPORTED_PROTOCOL_VERSIONS],
        transports: ["streamable-http", "stdio"],
        endpoint: "/mcp",
        capabilities: capabilitiesFor("modern"),
        instructions: INSTRUCTIONS,
      }),
    );
  };
}

/** A body that could not be read is told as JSON-RPC tells it. */
function asProtocolError(error: unknown): Response {
  if (!(error instanceof LoopgateError)) throw error;
  return errorResponse(STATUS[error.code], error.code === "invalid_json" ? -32_700 : -32_600, error.message);
}

function errorResponse(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: "2.0", id: null, error: { code, message } }, { status });
}
