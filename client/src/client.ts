import type {
  CreateRequest,
  PendingList,
  PendingQuery,
  PollAnswer,
  RegisterSession,
  RequestCreated,
  RequestView,
} from "@loopgate/contract";
import { createCaller, type Call } from "./caller.ts";
import { createWait, pollCall, type WaitOptions } from "./wait.ts";
import { platform, type World } from "./world.ts";

export type ClientOptions = {
  /** Where Loopgate listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Needed where Loopgate serves other machines. */
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof fetch;
};

export type CallOptions = { readonly signal?: AbortSignal };

/**
 * What an agent can do. Every call rejects with `LoopgateApiError` where Loopgate refuses, `LoopgateUnreachable` where
 * nobody answers, and the signal's reason where the caller gives up. Only `wait` tries again by itself.
 */
export type LoopgateClient = {
  /** Says where the requests of a session go. */
  register(session: RegisterSession, options?: CallOptions): Promise<void>;
  create(request: CreateRequest, options?: CallOptions): Promise<RequestCreated>;
  /** The state now, or within `wait` seconds (55 at most) as soon as the request ends. */
  poll(requestId: string, options?: CallOptions & { readonly wait?: number }): Promise<PollAnswer>;
  /** The final answer, however long it takes; lost connections and busy servers are waited out. */
  wait(requestId: string, options?: WaitOptions): Promise<PollAnswer>;
  cancel(requestId: string, options?: CallOptions & { readonly reason?: string }): Promise<void>;
  pending(query?: PendingQuery, options?: CallOptions): Promise<PendingList>;
  get(requestId: string, options?: CallOptions): Promise<RequestView>;
};

export function createClient({ url, apiKey, fetch = platform.fetch }: ClientOptions): LoopgateClient {
  return createClientIn({ ...platform, fetch }, { url, apiKey });
}

/** The client in a world of the test's own. */
export function createClientIn(world: World, { url, apiKey }: Pick<ClientOptions, "url" | "apiKey">): LoopgateClient {
  const caller = createCaller({ url, credential: apiKey, world });
  const bodyOf = async (call: Call) => (await caller.read(call)).body;

  return {
    async register(session, { signal } = {}) {
      await caller.read({ method: "POST", path: "/hitl/register", body: session, signal });
    },
    async create(request, { signal } = {}) {
      return (await bodyOf({ method: "POST", path: "/hitl/request", body: request, signal })) as RequestCreated;
    },
    async poll(requestId, { wait = 0, signal } = {}) {
      return (await bodyOf(pollCall(requestId, wait, signal))) as PollAnswer;
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
      return (await bodyOf({ method: "GET", path, signal })) as RequestView;
    },
  };
}

function queryText(query: PendingQuery): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const pairs = new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)])));
  return given.length === 0 ? "" : `?${pairs.toString()}`;
}
