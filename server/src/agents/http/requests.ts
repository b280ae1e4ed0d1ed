import { CancelRequest, CreateRequest, Id, LoopgateError, PendingQuery, PollQuery } from "@loopgate/contract";
import type { Asking } from "../../gate/asking.ts";
import type { Gate } from "../../gate/gate.ts";
import type { Deliveries, Requests, Store } from "../../gate/ports.ts";
import {
  OWN_NAME,
  type HumanRequest,
  type Millis,
  type Ref,
  type RequestId,
  type TenantId,
} from "../../gate/request.ts";
import { answerView } from "../../gate/view.ts";
import type { Routes } from "../../http/app.ts";
import { readBody, readQuery } from "../../http/input.ts";
import type { AgentCallers } from "./callers.ts";
import { refuseReserved } from "./reserved.ts";
import { createdView, pendingView, requestView } from "./views.ts";
import { crashpoint } from "../../kit/crashpoint.ts";

/** Waits for an answer; see `agents/live/waiters.ts`. `full`: too many wait, so this one did not. */
type Waiting = {
  wait(
    ref: Ref,
    ms: Millis,
    signal: AbortSignal,
  ): Promise<{ readonly request: HumanRequest; readonly full: boolean } | undefined>;
};

export function requestRoutes(parts: {
  readonly callers: AgentCallers;
  readonly asking: Asking;
  readonly gate: Pick<Gate, "cancel">;
  readonly store: Pick<Store, "find">;
  readonly requests: Requests;
  readonly deliveries: Pick<Deliveries, "of">;
  readonly waiters: Waiting;
  /** Told where it could not be stored that an answer has left; it is stored with the next one. */
  readonly forgotten: (error: unknown) => void;
}): Routes {
  const { callers, asking, gate, store, requests, deliveries, waiters, forgotten } = parts;

  async function mustFind(tenantId: TenantId, id: string): Promise<HumanRequest> {
    return mustBeAgents((await store.find(refOf(tenantId, id)))?.request);
  }

  /** A final answer leaves for its agent. Only where that uses up a key must it be remembered before it goes. */
  async function leaving(request: HumanRequest): Promise<void> {
    if (request.state.status === "pending") return;
    const remembered = requests.returned(request);
    if (request.keyDerived) await remembered;
    else remembered.catch(forgotten);
  }

  return (app) => {
    app.post("/hitl/request", async (context) => {
      const input = withHeaderKey(
        await readBody(context.req.raw, CreateRequest),
        context.req.header("idempotency-key"),
      );
      refuseReserved(input);
      const asker = callers.agent(context.req.raw, input.client_id);
      const key = input.idempotency_key;
      const asked = await asking.ask(asker, input, key === undefined ? undefined : { key, derived: false });
      crashpoint("after-create-before-reply");
      return context.json(createdView(asked));
    });
    app.get("/hitl/poll", async (context) => {
      const { request_id: id, wait = 0 } = readQuery(context.req.raw, PollQuery);
      const { tenantId } = callers.agent(context.req.raw);
      const found = await waiters.wait(refOf(tenantId, id), wait * 1000, context.req.raw.signal);
      const request = mustBeAgents(found?.request);
      await leaving(request);
      if (found?.full) context.header("retry-after", "1");
      return context.json(answerView(request));
    });
    app.get("/hitl/requests/:id", async (context) => {
      const { tenantId } = callers.agent(context.req.raw);
      const id = Id.safeParse(context.req.param("id"));
      const request = await mustFind(tenantId, id.success ? id.data : "");
      const copies = await deliveries.of(request);
      await leaving(request);
      return context.json(requestView(request, copies));
    });
    app.get("/hitl/pending", async (context) => {
      const { limit = 50, cursor, ...query } = readQuery(context.req.raw, PendingQuery);
      const { tenantId } = callers.agent(context.req.raw);
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
      return context.json({ pending_requests: page.requests.map(pendingView), count, next_cursor: page.next ?? null });
    });
    app.post("/hitl/cancel", async (context) => {
      const input = await readBody(context.req.raw, CancelRequest);
      const asker = callers.agent(context.req.raw, input.client_id);
      const request = await mustFind(asker.tenantId, input.request_id);
      if (input.client_id !== undefined && request.definition.clientId !== input.client_id) throw unknown();
      await gate.cancel(request, { ...asker.actor, clientId: request.definition.clientId }, input.reason);
      crashpoint("after-cancel-before-reply");
      return context.json({ success: true, message: "Request canceled successfully" });
    });
  };
}

function refOf(tenantId: TenantId, id: string): Ref {
  return { tenantId, id: id as RequestId };
}

/** The gate's own questions are as unknown to agents as an id that nobody gave. */
function mustBeAgents(request: HumanRequest | undefined): HumanRequest {
  if (!request || request.definition.purpose) throw unknown();
  return request;
}

function unknown(): LoopgateError {
  return new LoopgateError("request_not_found", "There is no request with this id.");
}

function withHeaderKey(input: CreateRequest, header: string | undefined): CreateRequest {
  if (header === undefined) return input;
  if (input.idempotency_key !== undefined && input.idempotency_key !== header)
    throw new LoopgateError("invalid_request", "Send one idempotency key.", [
      { path: "idempotency_key", message: "differs from the header Idempotency-Key" },
    ]);
  const key = CreateRequest.shape.idempotency_key.safeParse(header);
  if (!key.success)
    throw new LoopgateError("invalid_request", "Correct the header.", [
      { path: "Idempotency-Key", message: "must have 1 to 255 characters" },
    ]);
  return { ...input, ...(key.data !== undefined && { idempotency_key: key.data }) };
}
