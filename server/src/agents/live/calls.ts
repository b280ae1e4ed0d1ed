import {
  LoopgateError,
  type CancelRequest,
  type PollAnswer,
  type RequestCreated,
  type RequestView,
  type SocketCall,
} from "@loopgate/contract";
import { answerView } from "../../gate/view.ts";
import { askFor } from "../ask-for.ts";
import type { AgentCallers, Caller } from "../callers.ts";
import type { AgentRequests } from "../requests.ts";

/** What is asked about requests on a socket. */
type Asked = Extract<SocketCall, { type: "create" | "wait" | "poll" | "get" | "cancel" }>;
type Canceled = { success: true; message: "Request canceled successfully" };
type Result = RequestCreated | RequestView | PollAnswer | Canceled;

/**
 * Answers the calls of sockets as HTTP answers them: each is judged anew, by the credential and the rates of its key. Undefined: a
 * wait was given up, by its socket or at the stop.
 */
export type SocketCalls = (call: Asked, request: Request, signal: AbortSignal) => Promise<Result | undefined>;

/** A wait looks for itself this often, in milliseconds, should nobody tell it. */
const LOOK_MS = 3_600_000;

export function createSocketCalls(parts: {
  readonly callers: Pick<AgentCallers, "agent">;
  readonly requests: AgentRequests;
  /** Whether the server stops: then nobody waits any longer. */
  readonly stopping: () => boolean;
}): SocketCalls {
  const { callers, requests, stopping } = parts;
  const reader = (request: Request) => callers.agent(request, { scope: "requests:read" });

  async function cancel(request: Request, input: CancelRequest): Promise<Canceled> {
    const caller = await callers.agent(request, { scope: "requests:write", clientId: input.client_id });
    await requests.cancel(caller, input);
    return { success: true, message: "Request canceled successfully" };
  }

  async function poll(caller: Caller, id: string): Promise<PollAnswer> {
    const request = await requests.find(caller, id);
    await requests.leaving(request);
    return answerView(request);
  }

  async function wait(caller: Caller, id: string, signal: AbortSignal): Promise<PollAnswer | undefined> {
    for (;;) {
      const { request, full } = await requests.wait(caller, id, LOOK_MS, signal);
      if (signal.aborted) return undefined;
      if (request.state.status !== "pending") {
        await requests.leaving(request);
        return answerView(request);
      }
      if (stopping()) return undefined;
      if (full) throw new LoopgateError("overloaded", "Too many wait on this node. Poll, or wait again later.");
    }
  }

  return async (call, request, signal) => {
    switch (call.type) {
      case "create":
        return askFor(request, call.request, { callers, requests });
      case "wait":
        return wait(await reader(request), call.request_id, signal);
      case "poll":
        return poll(await reader(request), call.request_id);
      case "get":
        return requests.view(await reader(request), call.request_id);
      case "cancel": {
        const { type: _, id: __, ...input } = call;
        return cancel(request, input);
      }
    }
  };
}
