import {
  DeactivateSession,
  LoopgateError,
  RegisterSession,
  SessionStatusQuery,
  type SessionStatus,
} from "@loopgate/contract";
import type { Context } from "hono";
import { taken } from "../../gate/asking.ts";
import { GROUP_PREFIX, type Linked, type People, type Session, type Sessions } from "../../gate/ports.ts";
import type { Address, TenantId } from "../../gate/request.ts";
import { timeText } from "../../gate/view.ts";
import type { Routes } from "../../http/app.ts";
import { readBody, readQuery } from "../../http/input.ts";
import { refuseReserved } from "../reserved.ts";
import type { AgentCallers, Caller } from "../callers.ts";

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
  readonly linked: Linked;
}): Routes {
  const { callers, sessions, people, introduce, linked } = parts;

  async function register(context: Context): Promise<Response> {
    const input = await readBody(context.req.raw, RegisterSession);
    const { tenantId } = await callers.agent(context.req.raw, { scope: "requests:write", clientId: input.client_id });
    refuseReserved(input);
    const responders = input.responders ?? [];
    await refuseStrangers(tenantId, responders);
    const addresses = addressesOf(input);
    await refuseUnlinked(tenantId, input, addresses);
    const by = { sessionId: input.session_id, clientId: input.client_id };
    if (!(await sessions.register({ tenantId, id: by.sessionId, clientId: by.clientId, addresses, responders })))
      throw taken(by.sessionId);
    await introduce(tenantId, addresses, by);
    return context.json({ success: true, session_id: input.session_id, message: "Session registered successfully" });
  }

  async function refuseStrangers(tenantId: TenantId, names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const [roster, groups] = await Promise.all([people.roster(tenantId), linked.groups(tenantId)]);
    const known = new Set([
      ...roster.responders.map(({ name }) => name),
      ...[...groups.keys()].map((name) => `${GROUP_PREFIX}${name}`),
    ]);
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

  /** Where people are linked beforehand, an agent sends nothing to anybody else. */
  async function refuseUnlinked(
    tenantId: TenantId,
    { telegram_id: own }: RegisterSession,
    addresses: readonly Address[],
  ): Promise<void> {
    const { isLinked } = linked;
    if (!isLinked) return;
    const links = await Promise.all(addresses.map((address) => isLinked(tenantId, address)));
    const strangers = addresses.filter((_, at) => !links[at]);
    if (strangers.length === 0) return;
    const path = ({ place }: Address) => (place === String(own) ? "telegram_id" : "addresses");
    throw new LoopgateError(
      "responder_not_linked",
      "A person links his Telegram account on the page /link, signed in; an owner or admin links a group or topic there too. Then register the session again.",
      strangers.map((address) => ({ path: path(address), message: `${address.place} is not linked` })),
    );
  }

  async function mustFind({ tenantId, onlyClientId }: Caller, id: string): Promise<Session> {
    const session = await sessions.find(tenantId, id);
    if (!session || (onlyClientId !== undefined && session.clientId !== onlyClientId))
      throw new LoopgateError("session_not_found", "No session of this name was registered.");
    return session;
  }

  return (app) => {
    app.post("/hitl/register", register);
    app.post("/sessions/register", register);
    app.get("/hitl/status", async (context) => {
      const { session_id: id } = readQuery(context.req.raw, SessionStatusQuery);
      const caller = await callers.agent(context.req.raw, { scope: "requests:read" });
      return context.json(statusOf(await mustFind(caller, id)));
    });
    app.post("/hitl/deactivate", async (context) => {
      const input = await readBody(context.req.raw, DeactivateSession);
      const caller = await callers.agent(context.req.raw, { scope: "requests:write", clientId: input.client_id });
      const session = await mustFind(caller, input.session_id);
      if (input.client_id !== undefined && session.clientId !== input.client_id) throw taken(input.session_id);
      if (!(await sessions.deactivate(caller.tenantId, session.id)))
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
