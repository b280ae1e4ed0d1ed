import {
  LoopgateError,
  type CancelRequest,
  type CreateRequest,
  type PendingList,
  type PendingQuery,
  type RequestView,
} from "@loopgate/contract";
import type { Asked, Asker, Asking, AskKey } from "../gate/asking.ts";
import type { Gate } from "../gate/gate.ts";
import type { Deliveries, Requests, Store } from "../gate/ports.ts";
import { OWN_NAME, type HumanRequest, type Millis, type Ref, type RequestId, type TenantId } from "../gate/request.ts";
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

/** What every door for agents does with requests. An id that nobody gave, and one of the gate's own, are equally unknown. */
export type AgentRequests = {
  ask(asker: Asker, input: CreateRequest, key?: AskKey): Promise<Asked>;
  find(tenantId: TenantId, id: string): Promise<HumanRequest>;
  /** The request that holds this key now; a key made from content is gone once its answer has left. */
  byKey(tenantId: TenantId, clientId: string, key: string): Promise<RequestId | undefined>;
  /** The request once it has ended, or as it stands after `ms`. */
  wait(
    tenantId: TenantId,
    id: string,
    ms: Millis,
    signal: AbortSignal,
  ): Promise<{ readonly request: HumanRequest; readonly full: boolean }>;
  /** The whole request, with its deliveries; its final answer leaves with it. */
  view(tenantId: TenantId, id: string): Promise<RequestView>;
  pending(tenantId: TenantId, query: PendingQuery): Promise<PendingList>;
  cancel(asker: Asker, input: CancelRequest): Promise<HumanRequest>;
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
  /** Told where it could not be stored that an answer has left; it is stored with the next one. */
  readonly forgotten: (error: unknown) => void;
}): AgentRequests {
  const { asking, gate, store, requests, deliveries, waiters, forgotten } = parts;

  async function find(tenantId: TenantId, id: string): Promise<HumanRequest> {
    return mustBeAgents((await store.find(refOf(tenantId, id)))?.request);
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
    ask(asker, input, key) {
      refuseReserved(input);
      return asking.ask(asker, input, key);
    },
    byKey: async (tenantId, clientId, key) => (await store.findByKey(tenantId, clientId, key))?.ref.id,
    async wait(tenantId, id, ms, signal) {
      const found = await waiters.wait(refOf(tenantId, id), ms, signal);
      return { request: mustBeAgents(found?.request), full: found?.full ?? false };
    },
    async view(tenantId, id) {
      const request = await find(tenantId, id);
      const copies = await deliveries.of(request);
      await leaving(request);
      return requestView(request, copies);
    },
    async pending(tenantId, { limit = 50, cursor, ...query }) {
      const filter = {
        status: "pending" as const,
        exceptClientId: OWN_NAME,
        ...(query.client_id !== undefined && { clientId: query.client_id }),
        ...(query.session_id !== undefined && { sessionId: query.session_id }),
        ...(query.request_type && { requestType: query.request_type }),
        ...(query.risk && { risk: query.risk }),
      };
      const page = await requests.list(tenantId, filter, { limit, ...(cursor !== undefined && { cursor }) });
      const count = await requests.count(tenantId, filter);
      return { pending_requests: page.requests.map(pendingView), count, next_cursor: page.next ?? null };
    },
    async cancel(asker, { request_id: id, client_id: clientId, reason }) {
      const request = await find(asker.tenantId, id);
      if (clientId !== undefined && request.definition.clientId !== clientId) throw unknown();
      return gate.cancel(request, { ...asker.actor, clientId: request.definition.clientId }, reason);
    },
  };
}

function refOf(tenantId: TenantId, id: string): Ref {
  return { tenantId, id: id as RequestId };
}

function mustBeAgents(request: HumanRequest | undefined): HumanRequest {
  if (!request || request.definition.purpose) throw unknown();
  return request;
}

function unknown(): LoopgateError {
  return new LoopgateError("request_not_found", "There is no request with this id.");
}
