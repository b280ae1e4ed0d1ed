import {
  DeactivateSession,
  LoopgateError,
  RegisterSession,
  SessionStatusQuery,
  type SessionStatus,
} from "@loopgate/contract";
import type { Context } from "hono";
import { taken } from "../../gate/asking.ts";
import type { People, Session, Sessions } from "../../gate/ports.ts";
import type { Address, TenantId } from "../../gate/request.ts";
import { timeText } from "../../gate/view.ts";
import type { Routes } from "../../http/app.ts";
import { readBody, readQuery } from "../../http/input.ts";
import { refuseReserved } from "../reserved.ts";
import type { AgentCallers } from "../callers.ts";

/** Asks the owner about people whom nobody knows yet. */
export type Introduce = (
  tenantId: TenantId,
  addresses: readonly Address[],
  by: { readonly sessionId: string; readonly clientId: string },
) => Promise<void>;

export function sessionRoutes(parts: {
  readonly callers: AgentCallers;
  readonly sessions: Sessions;
  readonly people: Pick<People, "roster">;
  readonly introduce: Introduce;
}): Routes {
  const { callers, sessions, people, introduce } = parts;

  async function register(context: Context): Promise<Response> {
    const input = await readBody(context.req.raw, RegisterSession);
    const { tenantId } = callers.agent(context.req.raw, input.client_id);
    refuseReserved(input);
    const responders = input.responders ?? [];
    await refuseStrangers(tenantId, responders);
    const addresses = addressesOf(input);
    const by = { sessionId: input.session_id, clientId: input.client_id };
    if (!(await sessions.register({ tenantId, id: by.sessionId, clientId: by.clientId, addresses, responders })))
      throw taken(by.sessionId);
    await introduce(tenantId, addresses, by);
    return context.json({ success: true, session_id: input.session_id, message: "Session registered successfully" });
  }

  async function refuseStrangers(tenantId: TenantId, names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const known = new Set((await people.roster(tenantId)).responders.map(({ name }) => name));
    const strangers = names.flatMap((name, at) =>
      known.has(name) ? [] : [{ path: `responders[${at}]`, message: "is not a linked responder" }],
    );
    if (strangers.length > 0)
      throw new LoopgateError(
        "responder_not_linked",
        "Name linked responders only; `loopgate doctor` lists them to whoever runs the server.",
        strangers,
      );
  }

  async function mustFind(tenantId: TenantId, id: string): Promise<Session> {
    const session = await sessions.find(tenantId, id);
    if (!session) throw new LoopgateError("session_not_found", "No session of this name was registered.");
    return session;
  }

  return (app) => {
    app.post("/hitl/register", register);
    app.post("/sessions/register", register);
    app.get("/hitl/status", async (context) => {
      const { session_id: id } = readQuery(context.req.raw, SessionStatusQuery);
      return context.json(statusOf(await mustFind(callers.agent(context.req.raw).tenantId, id)));
    });
    app.post("/hitl/deactivate", async (context) => {
      const input = await readBody(context.req.raw, DeactivateSession);
      const { tenantId } = callers.agent(context.req.raw, input.client_id);
      const session = await mustFind(tenantId, input.session_id);
      if (input.client_id !== undefined && session.clientId !== input.client_id) throw taken(input.session_id);
      if (!(await sessions.deactivate(tenantId, session.id)))
        throw new LoopgateError("session_inactive", "The session was deactivated before.");
      return context.json({ success: true, message: "Session deactivated successfully" });
    });
  };
}

function statusOf(session: Session): SessionStatus {
  const chat = session.addresses.find(({ channel }) => channel === "telegram")?.place.split("/", 1)[0];
  return {
    id: session.id,
    client_id: session.clientId,
    telegram_id: chat === undefined ? null : Number(chat),
    active: session.active,
    created_at: timeText(session.createdAt),
  };
}

/** `telegram_id` is shorthand for one address. The General topic, number 1, is the chat itself. */
function addressesOf({ telegram_id: chat, addresses = [] }: RegisterSession): readonly Address[] {
  const own = chat === undefined ? [] : [{ channel: "telegram", place: String(chat) }];
  const named = addresses.map(({ channel, chat_id: id, topic_id: topic }) => ({
    channel,
    place: topic === undefined || topic === 1 ? String(id) : `${id}/${topic}`,
  }));
  const byPlace = new Map([...own, ...named].map((address) => [`${address.channel} ${address.place}`, address]));
  return [...byPlace.values()];
}
