import {
  InboxQuery,
  LoopgateError,
  type InboxCard,
  type InboxCount,
  type InboxList,
  type InboxStart,
} from "@loopgate/contract";
import type { Callers } from "../../access/callers.ts";
import type { Gate } from "../../gate/gate.ts";
import { timeText } from "../../gate/view.ts";
import type { Routes } from "../../http/app.ts";
import { readQuery } from "../../http/input.ts";
import type { About, ListQuery, Lists, Stories } from "./ports.ts";
import { mayAnswer, type Reading } from "./reading.ts";
import { rowOf } from "./row.ts";

const USUAL_LIMIT = 100;
const inBrowser = { in: "browser" } as const;

/** What a member of the tenant reads: the first paint, how many wait, the list, one card; and that he has looked at it. */
export function listRoutes(parts: {
  readonly callers: Pick<Callers, "account">;
  readonly gate: Pick<Gate, "elapse">;
  readonly lists: Lists;
  readonly stories: Pick<Stories, "seen">;
  readonly reading: Reading;
  readonly about: About;
  readonly pushKey: () => string | null;
  readonly settings: Pick<InboxStart, "mode" | "version" | "public_url">;
}): Routes {
  const { callers, gate, lists, stories, reading, about, pushKey, settings } = parts;

  return (app) => {
    app.get("/api/inbox/start", async (context) => {
      const account = await callers.account(context.req.raw, inBrowser);
      const { tenantId, role } = account;
      const [own, me, { count, now }] = await Promise.all([
        about(account),
        reading.responder(account),
        lists.pending(tenantId),
      ]);
      const here = own.tenants.find(({ id }) => id === tenantId);
      return context.json({
        user_id: account.accountId,
        username: account.username,
        tenant: { id: tenantId, name: here?.name ?? "", role },
        ...own,
        can_answer: mayAnswer(account) && me !== undefined,
        ...settings,
        push_key: pushKey(),
        pending: count,
        now: timeText(now),
      } satisfies InboxStart);
    });

    app.get("/api/inbox/count", async (context) => {
      const { tenantId } = await callers.account(context.req.raw, inBrowser);
      const { count, now } = await lists.pending(tenantId);
      return context.json({ count, now: timeText(now) } satisfies InboxCount);
    });

    app.get("/api/inbox/requests", async (context) => {
      const account = await callers.account(context.req.raw, inBrowser);
      const query = queryOf(readQuery(context.req.raw, InboxQuery));
      const [page, me] = await Promise.all([lists.list(account.tenantId, query), reading.responder(account)]);
      return context.json({
        requests: page.requests.map((request) => rowOf(request, me?.id)),
        count: page.count,
        next_cursor: page.next ?? null,
        now: timeText(page.now),
      } satisfies InboxList);
    });

    app.get("/api/inbox/requests/:ref", async (context) => {
      const account = await callers.account(context.req.raw, inBrowser);
      const request = await gate.elapse(await reading.find(account.tenantId, context.req.param("ref")));
      return context.json((await reading.card(account, request)) satisfies InboxCard);
    });

    app.post("/api/inbox/requests/:ref/seen", async (context) => {
      const account = await callers.account(context.req.raw, inBrowser);
      const request = await gate.elapse(await reading.find(account.tenantId, context.req.param("ref")));
      const me = await reading.responder(account);
      // Who may not answer has no name here, and his looking is nobody's business.
      if (me) await stories.seen(request, me.id);
      return context.json({ message: "Seen" });
    });
  };
}

function queryOf({ status = "pending", request_type, client_id, session_id, limit, ...rest }: InboxQuery): ListQuery {
  const { order = status === "pending" ? "due" : "newest" } = rest;
  if (order === "due" && status !== "pending") {
    const fields = [{ path: "order", message: "`due` is the order of what is pending; take `newest`" }];
    throw new LoopgateError("invalid_request", "What has ended is due no more.", fields);
  }
  return {
    ...rest,
    status,
    order,
    limit: limit ?? USUAL_LIMIT,
    requestType: request_type,
    clientId: client_id,
    sessionId: session_id,
  };
}
