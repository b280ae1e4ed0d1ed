import { InboxSessionsQuery, SendSample, type InboxSession, type InboxSessionList } from "@loopgate/contract";
import type { Callers } from "../../access/callers.ts";
import type { People } from "../../gate/ports.ts";
import type { Address, TenantId } from "../../gate/request.ts";
import { timeText } from "../../gate/view.ts";
import type { Routes } from "../../http/app.ts";
import { readBody, readQuery } from "../../http/input.ts";
import type { SessionList, Titles } from "./ports.ts";
import type { SendSample as Send } from "./samples.ts";

const USUAL_LIMIT = 50;

/** Where agents' requests go, for those who see to the tenant; and a request of no agent, to try. */
export function agentRoutes(parts: {
  readonly callers: Pick<Callers, "account">;
  readonly sessionList: SessionList;
  readonly titles: Titles;
  readonly people: Pick<People, "find">;
  readonly sendSample: Send;
}): Routes {
  const { callers, sessionList, titles, people, sendSample } = parts;

  /** What people call each address: a chat by its title, a private chat by its person. Nothing else of it leaves. */
  async function namer(tenantId: TenantId, addresses: readonly Address[]) {
    const chats = await titles(tenantId);
    const names = new Map(chats.map(({ channel, place, title }) => [`${channel} ${place}`, title]));
    const others = addresses.filter(({ channel, place }) => !names.has(`${channel} ${place}`));
    for (const { channel, place } of new Map(others.map((each) => [`${each.channel} ${each.place}`, each])).values()) {
      const identity = { channel, subject: place, name: "" };
      const person = await people.find(tenantId, { identity, address: { channel, place }, assurance: "chat" });
      names.set(`${channel} ${place}`, person?.name ?? null);
    }
    return ({ channel, place }: Address) => names.get(`${channel} ${place}`) ?? null;
  }

  return (app) => {
    app.get("/api/inbox/sessions", async (context) => {
      const { tenantId } = await callers.account(context.req.raw, { role: "admin", in: "browser" });
      const { limit = USUAL_LIMIT, cursor } = readQuery(context.req.raw, InboxSessionsQuery);
      const page = await sessionList(tenantId, { limit, cursor });
      const titleOf = await namer(
        tenantId,
        page.sessions.flatMap(({ addresses }) => addresses),
      );
      const sessions = page.sessions.map((session): InboxSession => ({
        session_id: session.id,
        client_id: session.clientId,
        active: session.active,
        created_at: timeText(session.createdAt),
        addresses: session.addresses.map((address) => ({ channel: address.channel, title: titleOf(address) })),
        responders: [...session.responders],
        pending: session.pending,
        last_request_at: session.lastRequestAt === undefined ? null : timeText(session.lastRequestAt),
      }));
      return context.json({ sessions, next_cursor: page.next ?? null } satisfies InboxSessionList);
    });

    app.post("/api/inbox/sample", async (context) => {
      const account = await callers.account(context.req.raw, { role: "responder", in: "browser" });
      const { kind = "confirmation" } = await readBody(context.req.raw, SendSample);
      const { id } = await sendSample(account, kind);
      return context.json({ request_id: id });
    });
  };
}
