import {
  LoopgateError,
  type CancelRequest,
  type CreateRequest,
  type Json,
  type PendingList,
  type PendingQuery,
  type RequestView,
} from "@loopgate/contract";
import type { Asked, Asking, AskKey } from "../gate/asking.ts";
import type { Gate } from "../gate/gate.ts";
import type { Deliveries, Requests, Store } from "../gate/ports.ts";
import { OWN_NAME, type HumanRequest, type Millis, type Ref, type RequestId, type TenantId } from "../gate/request.ts";
import type { Caller } from "./callers.ts";
import { refuseReserved } from "./reserved.ts";
import { pendingView, requestView } from "./views.ts";

/** Waits for an answer; see `agents/live/waiters.ts`. `full`: too many wait, so this one did not. */
type Waiting = {
  wait(
    ref: Ref,
    ms: Millis,
    signal: AbortSignal,
  ): Promise<{ readonly request: HumanRequest; readonly full: boolean } | undefined>;
};

/**
 * What every door for agents does with requests. An id that nobody gave, one of the gate's own, and one that the caller may not
 * see are equally unknown.
 */
export type AgentRequests = {
  ask(caller: Caller, input: CreateRequest, key?: AskKey): Promise<Asked>;
  find(caller: Caller, id: string): Promise<HumanRequest>;
  /** The same while it is pending and, where a client is named, that client's. Throws `request_ended`. */
  findOpen(caller: Caller, id: string, clientId: string | undefined): Promise<HumanRequest>;
  /** The request that holds this key now; a key made from content is gone once its answer has left. */
  byKey(tenantId: TenantId, clientId: string, key: string): Promise<RequestId | undefined>;
  /** The request once it has ended, or as it stands after `ms`. Throws `key_required` as soon as the caller's key is revoked. */
  wait(
    caller: Caller,
    id: string,
    ms: Millis,
    signal: AbortSignal,
  ): Promise<{ readonly request: HumanRequest; readonly full: boolean }>;
  /** The whole request, with its deliveries; its final answer leaves with it. */
  view(caller: Caller, id: string): Promise<RequestView>;
  pending(caller: Caller, query: PendingQuery): Promise<PendingList>;
  cancel(caller: Caller, input: CancelRequest): Promise<HumanRequest>;
  /** Takes back whatever of this client's is open and `matches`; what ends meanwhile keeps its end. */
  cancelOpen(
    caller: Caller,
    clientId: string,
    matches: (request: HumanRequest) => boolean,
    reason: string,
  ): Promise<void>;
  /** A final answer leaves for its agent. Only where that uses up a key must it be remembered before it goes. */
  leaving(request: HumanRequest): Promise<void>;
};

export function createAgentRequests(parts: {
  readonly asking: Asking;
  readonly gate: Pick<Gate, "cancel">;
  readonly store: Pick<Store, "find" | "findByKey">;
  readonly requests: Requests;
  readonly deliveries: Pick<Deliveries, "of">;
  readonly waiters: Waiting;
  /** Throws where the answer may not be sent to the address that the request names. */
  readonly checkCallback: (url: string | undefined, body: Json | undefined) => void;
  /** Told where it could not be stored that an answer has left; it is stored with the next one. */
  readonly forgotten: (error: unknown) => void;
}): AgentRequests {
  const { asking, gate, store, requests, deliveries, waiters, checkCallback, forgotten } = parts;

  async function find(caller: Caller, id: string): Promise<HumanRequest> {
    return mustSee(caller, (await store.find(refOf(caller, id)))?.request);
  }

  async function leaving(request: HumanRequest): Promise<void> {
    if (request.state.status === "pending") return;
    const remembered = requests.returned(request);
    if (request.keyDerived) await remembered;
    else remembered.catch(forgotten);
  }

  return {
    find,
    leaving,
    async findOpen(caller, id, clientId) {
      const request = await find(caller, id);
      if (clientId !== undefined && request.definition.clientId !== clientId) throw unknown();
      if (request.state.status !== "pending")
        throw new LoopgateError("request_ended", "Read its answer with a poll; nothing more is told of it.");
      return request;
    },
    async ask(caller, input, key) {
      refuseReserved(input);
      checkCallback(input.callback_url, input.callback_body);
      return asking.ask(caller, input, key);
    },
    byKey: async (tenantId, clientId, key) => (await store.findByKey(tenantId, clientId, key))?.ref.id,
    async wait(caller, id, ms, signal) {
      const watched = ms > 0 ? caller.credential?.watch() : undefined;
      try {
        const either = watched ? AbortSignal.any([signal, watched.signal]) : signal;
        const found = await waiters.wait(refOf(caller, id), ms, either);
        // Also where no hint came: an answer does not leave for a key that was revoked meanwhile.
        if (watched) await caller.credential?.check();
        return { request: mustSee(caller, found?.request), full: found?.full ?? false };
      } finally {
        watched?.close();
      }
    },
    async view(caller, id) {
      const request = await find(caller, id);
      const copies = await deliveries.of(request);
      await leaving(request);
      return requestView(request, copies);
    },
    async pending(caller, { limit = 50, cursor, ...query }) {
      const { tenantId } = caller;
      const clientId = query.client_id ?? caller.onlyClientId;
      const filter = {
        status: "pending" as const,
        exceptClientId: OWN_NAME,
        ...(clientId !== undefined && { clientId }),
        ...(query.session_id !== undefined && { sessionId: query.session_id }),
        ...(query.request_type && { requestType: query.request_type }),
        ...(query.risk && { risk: query.risk }),
      };
      const page = await requests.list(tenantId, filter, { limit, ...(cursor !== undefined && { cursor }) });
      const count = await requests.count(tenantId, filter);
      return { pending_requests: page.requests.map(pendingView), count, next_cursor: page.next ?? null };
    },
    async cancelOpen(caller, clientId, matches, reason) {
      const filter = { status: "pending" as const, exceptClientId: OWN_NAME, clientId };
      const { requests: open } = await requests.list(caller.tenantId, filter, { limit: MOST_LISTED });
      for (const request of open.filter(matches))
        await gate.cancel(request, { ...caller.actor, clientId }, reason).catch(unlessEnded);
    },
    async cancel(caller, { request_id: id, client_id: clientId, reason }) {
      const request = await find(caller, id);
      if (clientId !== undefined && request.definition.clientId !== clientId) throw unknown();
      return gate.cancel(request, { ...caller.actor, clientId: request.definition.clientId }, reason);
    },
  };
}

/** More of one client's are not pending at a time (MAX_CONCURRENT_REQUESTS), or are not looked at. */
const MOST_LISTED = 200;

function unlessEnded(error: unknown): void {
  if (!(error instanceof LoopgateError) || error.code !== "request_ended") throw error;
}

function refOf({ tenantId }: Caller, id: string): Ref {
  return { tenantId, id: id as RequestId };
}

function mustSee({ onlyClientId }: Caller, request: HumanRequest | undefined): HumanRequest {
  if (!request || request.definition.purpose) throw unknown();
  if (onlyClientId !== undefined && request.definition.clientId !== onlyClientId) throw unknown();
  return request;
}

function unknown(): LoopgateError {
  return new LoopgateError("request_not_found", "There is no request with this id.");
}
