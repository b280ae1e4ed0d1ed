import type { Call, Caller } from "./caller.ts";
import { isRecord, strange } from "./error.ts";
import { createWait, pollCall, polled, type WaitOptions } from "./wait.ts";
import type {
  CreateRequest,
  PendingList,
  PendingQuery,
  PollAnswer,
  RegisterSession,
  RequestCreated,
  RequestView,
} from "./wire.ts";
import type { World } from "./world.ts";

export type CallOptions = { readonly signal?: AbortSignal | undefined };

/** A request whose session and client are the client's own where it names none. */
export type NewRequest = Omit<CreateRequest, "session_id" | "client_id"> & {
  readonly session_id?: string | undefined;
  readonly client_id?: string | undefined;
};

/**
 * What an agent can do, one call each. Every call rejects with `LoopgateApiError` where Loopgate refuses, `LoopgateUnreachable`
 * where nobody answers, and the signal's reason where the caller gives up. Only `wait` tries again by itself.
 */
export type Requests = {
  /** Says where the requests of a session go. */
  register(session: RegisterSession, options?: CallOptions): Promise<void>;
  createRequest(request: NewRequest, options?: CallOptions): Promise<RequestCreated>;
  /** The state now, or within `wait` seconds (55 at most) as soon as the request ends. */
  poll(requestId: string, options?: CallOptions & { readonly wait?: number | undefined }): Promise<PollAnswer>;
  /** The final answer, however long it takes; lost connections and busy servers are waited out. */
  wait(requestId: string, options?: WaitOptions): Promise<PollAnswer>;
  cancel(requestId: string, options?: CallOptions & { readonly reason?: string | undefined }): Promise<void>;
  pending(query?: PendingQuery, options?: CallOptions): Promise<PendingList>;
  get(requestId: string, options?: CallOptions): Promise<RequestView>;
};

export function createRequests(own: {
  readonly caller: Caller;
  readonly world: World;
  readonly session: string;
  readonly clientId: string;
}): Requests {
  const { caller, world, session, clientId } = own;
  const bodyOf = async (call: Call) => (await caller.read(call)).body;

  return {
    async register(registered, { signal } = {}) {
      await caller.read({ method: "POST", path: "/hitl/register", body: registered, signal });
    },
    async createRequest(request, { signal } = {}) {
      const body = { ...request, session_id: request.session_id ?? session, client_id: request.client_id ?? clientId };
      const created = await caller.read({ method: "POST", path: "/hitl/request", body, signal });
      if (!isRecord(created.body) || typeof created.body["request_id"] !== "string") throw strange(created.response);
      return created.body as RequestCreated;
    },
    async poll(requestId, { wait = 0, signal } = {}) {
      return polled(await caller.read(pollCall(requestId, wait, signal)), requestId);
    },
    wait: createWait({ caller, world }),
    async cancel(requestId, { reason, signal } = {}) {
      const body = { request_id: requestId, ...(reason !== undefined && { reason }) };
      await caller.read({ method: "POST", path: "/hitl/cancel", body, signal });
    },
    async pending(query = {}, { signal } = {}) {
      return (await bodyOf({ method: "GET", path: `/hitl/pending${queryText(query)}`, signal })) as PendingList;
    },
    async get(requestId, { signal } = {}) {
      const path = `/hitl/requests/${encodeURIComponent(requestId)}`;
      return polled(await caller.read({ method: "GET", path, signal }), requestId) as RequestView;
    },
  };
}

function queryText(query: PendingQuery): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const pairs = new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)])));
  return given.length === 0 ? "" : `?${pairs.toString()}`;
}
