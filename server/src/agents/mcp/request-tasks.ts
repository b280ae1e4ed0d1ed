import { LoopgateError } from "@loopgate/contract";
import type { HumanRequest } from "../../gate/request.ts";
import type { AgentRequests } from "../requests.ts";
import { defaultClientId, type McpCaller } from "./caller.ts";
import { tell } from "./say.ts";
import type { Task, Tasks } from "./tasks.ts";

const POLL_MS = 5_000;
/** After its last moment a request is kept for at least a day. */
const KEPT_MS = 86_400_000;

/** Requests as tasks. One that waits for a person is `working`: `input_required` would have the client answer itself. */
export function requestTasks({ requests }: { readonly requests: AgentRequests }): Tasks {
  const find = (caller: McpCaller, id: string) =>
    known(() => requests.find(caller.asker(defaultClientId(caller.program)).tenantId, id));

  return {
    async get(caller, id) {
      const request = await find(caller, id);
      if (!request) return undefined;
      await requests.leaving(request);
      return taskOf(request);
    },
    // No request of ours asks the client for anything.
    update: async (caller, id) => (await find(caller, id)) !== undefined,
    async cancel(caller, id) {
      const asker = caller.asker(defaultClientId(caller.program));
      const canceled = requests.cancel(asker, { request_id: id }).catch(ended);
      return (await known(() => canceled)) !== undefined;
    },
  };
}

/** A task of what the request is now. */
export function taskOf(request: HumanRequest): Task {
  return {
    id: request.id,
    createdAt: request.createdAt,
    updatedAt: request.changedAt,
    ttlMs: request.expiresAt - request.createdAt + KEPT_MS,
    pollIntervalMs: POLL_MS,
    message: messageOf(request),
    state: stateOf(request),
  };
}

function stateOf(request: HumanRequest): Task["state"] {
  if (request.state.status === "pending") return { status: "working" };
  if (request.state.status === "canceled") return { status: "cancelled" };
  return { status: "completed", outcome: tell(request) };
}

function messageOf({ state, expiresAt }: HumanRequest): string {
  return state.status === "pending"
    ? `A person is asked, and has until ${new Date(expiresAt).toISOString()} to answer.`
    : `The request has ended: ${state.status}.`;
}

/** Undefined for an id that nobody has. */
async function known<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LoopgateError && error.code === "request_not_found") return undefined;
    throw error;
  }
}

/** To cancel what has ended is no mistake. */
function ended(error: unknown): true {
  if (error instanceof LoopgateError && error.code === "request_ended") return true;
  throw error;
}
