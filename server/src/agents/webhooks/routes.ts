import {
  CallbackQuery,
  CreateCallback,
  Id,
  LoopgateError,
  ReplayCallback,
  type CallbackList,
  type CallbackRegistered,
  type CallbackRotated,
  type CallbackView,
} from "@loopgate/contract";
import type { Context } from "hono";
import { timeText } from "../../gate/view.ts";
import type { HumanRequest } from "../../gate/request.ts";
import type { Routes } from "../../http/app.ts";
import { readBody, readQuery } from "../../http/input.ts";
import type { AgentCallers, Caller } from "../callers.ts";
import { refuseReserved } from "../reserved.ts";
import type { Callback } from "./callback-rows.ts";
import type { Callbacks } from "./callbacks.ts";
import type { Calls } from "./calls.ts";
import { mayTouch, type Register } from "./registration.ts";

const USUAL_PAGE = 50;

/** An agent's callbacks. One of another tenant, and one of a client that the key does not speak for, is unknown. */
export function callbackRoutes(parts: {
  readonly callers: AgentCallers;
  /** The request, which must be open and, where a client is named, that client's. */
  readonly openRequest: (caller: Caller, id: string, clientId: string | undefined) => Promise<HumanRequest>;
  readonly register: Register;
  readonly callbacks: Pick<Callbacks, "find" | "list" | "remove" | "rotate" | "end">;
  readonly calls: Pick<Calls, "summaries" | "replay">;
}): Routes {
  const { callers, openRequest, register, callbacks, calls } = parts;

  async function create(context: Context): Promise<Response> {
    const input = await readBody(context.req.raw, CreateCallback);
    const caller = await callers.agent(context.req.raw, { scope: "callbacks", clientId: input.client_id });
    refuseReserved(input);
    const request =
      input.request_id === undefined ? undefined : await openRequest(caller, input.request_id, input.client_id);
    const clientId = request?.definition.clientId ?? input.client_id ?? caller.onlyClientId;
    if (clientId === undefined)
      throw new LoopgateError("invalid_request", "Say whose requests are to be told.", [
        { path: "client_id", message: "is required where request_id is left out" },
      ]);
    const { url, body } = input;
    const made = await register(caller, { clientId, url, body, ...(request && { requestId: request.id }) });
    return context.json({
      callback_id: made.id,
      url,
      client_id: clientId,
      request_id: request?.id ?? null,
      secret: made.secret ?? null,
    } satisfies CallbackRegistered);
  }

  async function list(context: Context): Promise<Response> {
    const query = readQuery(context.req.raw, CallbackQuery);
    const caller = await callers.agent(context.req.raw, { scope: "callbacks", clientId: query.client_id });
    const { tenantId } = caller;
    const filter = { clientId: query.client_id ?? caller.onlyClientId, requestId: query.request_id };
    const page = await callbacks.list(tenantId, filter, { limit: query.limit ?? USUAL_PAGE, cursor: query.cursor });
    const summaries = await calls.summaries(
      tenantId,
      page.callbacks.map(({ id }) => id),
    );
    return context.json({
      callbacks: page.callbacks.map((callback) => viewOf(callback, summaries.get(callback.id))),
      next_cursor: page.next ?? null,
    } satisfies CallbackList);
  }

  /** The callback in the path, which the caller may change. */
  async function own(context: Context): Promise<{ readonly caller: Caller; readonly callback: Callback }> {
    const caller = await callers.agent(context.req.raw, { scope: "callbacks" });
    const id = Id.safeParse(context.req.param("id"));
    const callback = await callbacks.find({ tenantId: caller.tenantId, id: id.success ? id.data : "" });
    const { onlyClientId } = caller;
    if (!callback || (onlyClientId !== undefined && callback.clientId !== onlyClientId)) throw unknown();
    mayTouch(caller, callback.requestId);
    return { caller, callback };
  }

  async function rotate(context: Context): Promise<Response> {
    const { caller, callback } = await own(context);
    const rotated = await callbacks.rotate(callback, actorOf(caller, callback));
    if (!rotated) throw unknown();
    const old_secret_until = timeText(rotated.oldUntil);
    return context.json({
      callback_id: callback.id,
      secret: rotated.secret,
      old_secret_until,
    } satisfies CallbackRotated);
  }

  async function replay(context: Context): Promise<Response> {
    const { event_id: eventId } = await readBody(context.req.raw, ReplayCallback);
    const { callback } = await own(context);
    // Whoever wants it sent again says that the receiver is there again.
    if (callback.endedAt !== undefined) await callbacks.end(callback, false);
    return context.json({ success: true, replayed: await calls.replay(callback, eventId) });
  }

  return (app) => {
    app.post("/hitl/callbacks", create);
    app.get("/hitl/callbacks", list);
    app.delete("/hitl/callbacks/:id", async (context) => {
      const { caller, callback } = await own(context);
      if (!(await callbacks.remove(callback, actorOf(caller, callback)))) throw unknown();
      return context.json({ success: true, message: "Callback deleted successfully" });
    });
    app.post("/hitl/callbacks/:id/rotate", rotate);
    app.post("/hitl/callbacks/:id/replay", replay);
  };
}

type Summary = Awaited<ReturnType<Calls["summaries"]>> extends ReadonlyMap<string, infer Each> ? Each : never;

function viewOf(callback: Callback, summary: Summary | undefined): CallbackView {
  const { id, url, clientId, requestId, body, createdAt, endedAt, oldUntil } = callback;
  const last = summary?.last;
  return {
    callback_id: id,
    url,
    client_id: clientId,
    request_id: requestId ?? null,
    state: endedAt === undefined ? "active" : "ended",
    has_body: body !== undefined,
    created_at: timeText(createdAt),
    old_secret_until: oldUntil === undefined ? null : timeText(oldUntil),
    due: summary?.counts.due ?? 0,
    failed: summary?.counts.failed ?? 0,
    last: last
      ? {
          request_id: last.request_id,
          event_id: last.event_id,
          state: last.status,
          attempts: last.attempts,
          status: last.answer,
          error: last.error,
          at: timeText(last.updated_at),
          next_at: last.status === "due" ? timeText(last.next_at) : null,
        }
      : null,
  };
}

function actorOf({ actor }: Caller, { clientId }: Callback): Caller["actor"] {
  return { ...actor, clientId };
}

function unknown(): LoopgateError {
  return new LoopgateError("callback_not_found", "There is no callback with this id.");
}
