import { EventsQuery, type EventPage, type EventType, type JsonObject } from "@loopgate/contract";
import type { TenantId } from "../gate/request.ts";
import type { Actor } from "../gate/transition.ts";
import { timeText } from "../gate/view.ts";
import type { Routes } from "../http/app.ts";
import { readQuery } from "../http/input.ts";
import type { Millis } from "../kit/clock.ts";
import type { Callers } from "./callers.ts";

type Recorded = {
  readonly tenantId: string;
  readonly id: string;
  readonly type: EventType;
  readonly at: Millis;
  readonly subject: string;
  readonly actor: Actor;
  readonly data: JsonObject;
  readonly seq?: number;
};

/** Reads a tenant's events after a place in its order. */
export type ReadEvents = (
  tenantId: TenantId,
  after: number,
  limit: number,
  filter: {
    readonly type?: EventType | undefined;
    readonly subject?: string | undefined;
    readonly since?: Millis | undefined;
  },
) => Promise<readonly Recorded[]>;

const USUAL_PAGE = 50;

/** What happened: to owners and admins of a tenant, and of this machine's tenant to whoever runs the server. */
export function eventRoutes({
  callers,
  read,
}: {
  readonly callers: Pick<Callers, "account" | "operator">;
  readonly read: ReadEvents;
}): Routes {
  async function pageOf(tenantId: TenantId, request: Request): Promise<EventPage> {
    const { type, subject, since, cursor = "0", limit = USUAL_PAGE } = readQuery(request, EventsQuery);
    const filter = { type, subject, since: since === undefined ? undefined : Date.parse(since) };
    const events = await read(tenantId, Number(cursor), limit, filter);
    return { events: events.map(told), next_cursor: String(events.at(-1)?.seq ?? cursor) };
  }

  return (app) => {
    app.get("/api/events", async (context) => {
      const { tenantId } = await callers.account(context.req.raw, { role: "admin" });
      return context.json(await pageOf(tenantId, context.req.raw));
    });
    app.get("/api/operator/events", async (context) => {
      const tenantId = await callers.operator(context.req.raw);
      return context.json(await pageOf(tenantId, context.req.raw));
    });
  };
}

function told({ tenantId, id, type, at, subject, actor, data, seq = 0 }: Recorded): EventPage["events"][number] {
  return { id, type, version: 1, time: timeText(at), tenant_id: tenantId, seq, subject, actor: { ...actor }, data };
}
