import {
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type McpRequestContext,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Log } from "../../kit/log.ts";
import { VERSION } from "../../version.ts";
import type { AgentCallers } from "../callers.ts";
import { programOf, type McpCaller } from "./caller.ts";
import type { Dispatch } from "./dispatch.ts";
import { clientNameOf, declaresTasks } from "./envelope.ts";
import { ASK_BEFORE_ACTING, getPrompt } from "./prompt.ts";
import { protocolErrorOf } from "./refusal.ts";
import type { Resources } from "./resources.ts";
import { serveTasks } from "./serve-tasks.ts";
import { TASKS_EXTENSION, type Tasks } from "./tasks.ts";
import type { Tool, ToolCall } from "./tool.ts";
import { resultOf } from "./wire.ts";

export const SERVER_INFO = { name: "loopgate", title: "Loopgate", version: VERSION };

export const INSTRUCTIONS =
  "Loopgate is a gate between you and the people who answer for you. Before anything costly, public or hard to undo, call request_human_input and name what will run as `action`. Only `approved: true` is a yes; while a request is pending, call check_request_status and do not proceed. You can ask and read, never answer.";

/** What this server offers; tasks only to clients of the revision that has them. */
export function capabilitiesFor(era: McpRequestContext["era"]) {
  return {
    tools: {},
    resources: {},
    prompts: {},
    ...(era === "modern" && { extensions: { [TASKS_EXTENSION]: {} } }),
  };
}

/** Lists may be kept for a while: they change only with the version. */
const LISTS = { ttlMs: 300_000, cacheScope: "public" } as const;

/** Builds the server of one HTTP request: it holds nothing between two of them. */
export function serverFactory(parts: {
  readonly callers: AgentCallers;
  readonly tools: readonly Tool[];
  readonly tasks: Tasks;
  readonly resources: Resources;
  readonly dispatch: Dispatch;
  readonly log: Log;
}): (context: McpRequestContext) => Server {
  const { callers, tools, tasks, resources, dispatch, log } = parts;

  return ({ era, requestInfo }) => {
    const server = new Server(SERVER_INFO, {
      capabilities: capabilitiesFor(era),
      instructions: INSTRUCTIONS,
      cacheHints: {
        "tools/list": LISTS,
        "prompts/list": LISTS,
        "resources/list": LISTS,
        "resources/templates/list": LISTS,
        "server/discover": LISTS,
      },
      inputRequired: { legacyShim: false },
    });
    const safely = <T>(kind: string, work: () => Promise<T>) =>
      work().catch((error: unknown) => {
        throw protocolErrorOf(error, log, kind);
      });
    const callerOf = (context: ServerContext): McpCaller => {
      const request = requestInfo ?? context.http?.req;
      if (!request) throw new ProtocolError(ProtocolErrorCode.InternalError, "Only calls over HTTP are served here.");
      return {
        program: programOf(clientNameOf(context.mcpReq), request.headers.get("user-agent")),
        as: (need) => callers.agent(request, need),
      };
    };
    server.setRequestHandler("tools/list", () => ({ tools: tools.map(({ definition }) => definition) }));
    server.setRequestHandler("tools/call", async ({ params }, context) => {
      const call = callOf(params.arguments, callerOf(context), context, era === "modern");
      return resultOf(await dispatch(params.name, call));
    });
    server.setRequestHandler("resources/list", () => ({ resources: [...resources.list] }));
    server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: [...resources.templates] }));
    server.setRequestHandler("resources/read", ({ params }, context) =>
      safely("resources/read", async () =>
        resources.read(await callerOf(context).as({ scope: "requests:read" }), params.uri),
      ),
    );
    server.setRequestHandler("prompts/list", () => ({ prompts: [ASK_BEFORE_ACTING] }));
    server.setRequestHandler("prompts/get", ({ params }) => getPrompt(params.name, params.arguments));
    if (era === "modern") serveTasks({ server, tasks, callerOf, safely });
    return server;
  };
}

/** It is sent back with each progress, to clients that may not read what they are sent. */
const LONGEST_TOKEN = 256;

function callOf(args: unknown, caller: McpCaller, { mcpReq }: ServerContext, modern: boolean): ToolCall {
  const { _meta: meta } = mcpReq;
  const token = meta?.progressToken;
  if (String(token).length > LONGEST_TOKEN)
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `_meta.progressToken must have at most ${LONGEST_TOKEN} characters.`,
    );
  const state: unknown = mcpReq.requestState();
  return {
    args: args ?? {},
    caller,
    signal: mcpReq.signal,
    ...(token !== undefined && {
      progress: (progress) =>
        mcpReq.notify({ method: "notifications/progress", params: { progressToken: token, ...progress } }),
    }),
    takesTasks: modern && declaresTasks(mcpReq),
    comesBack: modern,
    ...(typeof state === "string" && { requestState: state }),
    ...(mcpReq.inputResponses && { inputResponses: mcpReq.inputResponses }),
  };
}
