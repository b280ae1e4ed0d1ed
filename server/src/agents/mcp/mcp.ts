import { createMcpHandler } from "@modelcontextprotocol/server";
import type { Routes } from "../../http/app.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Log } from "../../kit/log.ts";
import type { Secrets } from "../../kit/secrets.ts";
import type { Texts } from "../../texts/index.ts";
import type { AgentCallers } from "../callers.ts";
import type { AgentRequests } from "../requests.ts";
import { createBare, isBare } from "./bare.ts";
import { createDispatch } from "./dispatch.ts";
import { createLadder } from "./ladder.ts";
import { createLegs } from "./legs.ts";
import { requestTasks } from "./request-tasks.ts";
import { createResources, type Resources } from "./resources.ts";
import { mcpRoutes } from "./routes.ts";
import { serverFactory } from "./server.ts";
import type { Tasks } from "./tasks.ts";
import type { Tool } from "./tool.ts";
import { approve, type Uses } from "./tools/approve.ts";
import { cancelRequest } from "./tools/cancel-request.ts";
import { checkRequestStatus } from "./tools/check-request-status.ts";
import { listPendingRequests } from "./tools/list-pending-requests.ts";
import { registerCallback, type RegisterAddress } from "./tools/register-callback.ts";
import { requestHumanInput } from "./tools/request-human-input.ts";

export type Mcp = {
  readonly routes: Routes;
  /** Lets the calls that were answered leave, and ends the streams. Whoever waits is answered by the waiters before. */
  close(): Promise<void>;
};

/** Calls of one client that wait at a time; over it a call is answered at once with what stands. */
const MOST_WAITS = 256;
/** Comments in a silent stream, so that nothing in between takes it for dead. */
const KEEP_ALIVE_MS = 15_000;

/** The agents' door for clients of the Model Context Protocol. */
export function createMcp(parts: {
  readonly callers: AgentCallers;
  readonly requests: AgentRequests;
  readonly register: RegisterAddress;
  readonly uses: Uses;
  readonly clock: Clock;
  readonly log: Log;
  readonly texts: Texts;
  readonly secrets: Pick<Secrets, "key" | "keys">;
  readonly challenge: () => string;
}): Mcp {
  const { requests, register, uses, clock, texts, secrets } = parts;
  const ladder = createLadder({ requests, clock, mostWaits: MOST_WAITS });
  const legs = createLegs({ keys: secrets.keys("mcp request state"), clock });
  const tools = [
    requestHumanInput({ requests, ladder, legs, dedupeKey: secrets.key("mcp content keys") }),
    checkRequestStatus({ requests, ladder }),
    listPendingRequests({ requests }),
    cancelRequest({ requests }),
    registerCallback({ requests, register }),
    approve({
      requests,
      ladder,
      uses,
      texts: texts.permission,
      keySecret: secrets.key("mcp permission keys"),
    }),
  ];
  return serveMcp({ ...parts, tools, tasks: requestTasks({ requests }), resources: createResources({ requests }) });
}

/** The protocol over any tools and tasks. */
export function serveMcp(parts: {
  readonly callers: AgentCallers;
  readonly tools: readonly Tool[];
  readonly tasks: Tasks;
  readonly resources: Resources;
  readonly log: Log;
  /** What a call without a good key is told of how to be let in. */
  readonly challenge: () => string;
}): Mcp {
  const { callers, tools, tasks, resources, log, challenge } = parts;
  const { dispatch, running } = createDispatch({ tools, log });
  const handlerOf = (responseMode: "sse" | "auto") =>
    createMcpHandler(serverFactory({ callers, tools, tasks, resources, dispatch, log }), {
      responseMode,
      keepAliveMs: KEEP_ALIVE_MS,
      onerror: (error) => log.debug("An MCP call was refused.", { error }),
    });
  // The first byte leaves at once: some clients give up after a minute without one.
  const streaming = handlerOf("sse");
  // After the first byte no status can tell any more that a capability was not declared, as the protocol wants it of tasks.
  const prompt = handlerOf("auto");

  const bare = createBare({ callers, tools, dispatch });
  const serve = (request: Request, body: unknown) => {
    if (isBare(request, body)) return bare(request, body);
    return (isOfTasks(body) ? prompt : streaming).fetch(request, { parsedBody: body });
  };

  return {
    routes: mcpRoutes({ callers, tools, serve, challenge }),
    async close() {
      await running();
      // The results are written in the turns after their handlers.
      await new Promise(setImmediate);
      await streaming.close();
      await prompt.close();
    },
  };
}

function isOfTasks(body: unknown): boolean {
  if (typeof body !== "object" || body === null || !("method" in body)) return false;
  return typeof body.method === "string" && body.method.startsWith("tasks/");
}
