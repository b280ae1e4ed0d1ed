import { InboxEventsQuery, LoopgateError } from "@loopgate/contract";
import type { Callers } from "../../access/callers.ts";
import type { Routes } from "../../http/app.ts";
import { eventStream, type EventStream } from "../../http/event-stream.ts";
import { checkInput, readQuery } from "../../http/input.ts";
import { isFromElsewhere } from "../../http/origin.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Live } from "./live.ts";

/** A browser opens six to one address at most, and a person has a few browsers. */
const MOST_OF_ACCOUNT = 16;
const MOST_OF_NODE = 1_000;

/** The stream that tells an open page what to look at again. It ends with the sign-in, and with the server. */
export function streamRoutes(parts: {
  readonly callers: Pick<Callers, "account">;
  readonly live: Live;
  readonly clock: Clock;
}): { readonly routes: Routes; close(): void } {
  const { callers, live, clock } = parts;
  const open = new Map<EventStream, string>();

  function refuseMore(accountId: string): void {
    const own = [...open.values()].filter((each) => each === accountId).length;
    if (own >= MOST_OF_ACCOUNT)
      throw new LoopgateError("rate_limited", `${own} pages of this account are open. Close one of them.`, [], {
        retryAfter: 15,
      });
    if (open.size >= MOST_OF_NODE)
      throw new LoopgateError("overloaded", "Too many pages are open. Ask for the count now and then instead.");
  }

  const routes: Routes = (app) => {
    app.get("/api/inbox/events", async (context) => {
      const { raw } = context.req;
      // A page next door can have the browser open streams with this cookie, though not read them.
      if (isFromElsewhere(raw.headers))
        throw new LoopgateError("origin_not_allowed", "Only a page of Loopgate's own may follow what happens.");
      const { after = null, tenant } = readQuery(raw, InboxEventsQuery);
      const ask = () => callers.account(withTenant(raw, tenant), { in: "browser" });
      const { tenantId, accountId, signInId } = await ask();
      const last = raw.headers.get("last-event-id") ?? after;
      const from = last === null ? undefined : Number(checkInput(InboxEventsQuery, { after: last }).after);
      refuseMore(accountId);
      return eventStream({
        clock,
        request: raw,
        stands: async () => {
          const now = await ask();
          return now.signInId === signInId && now.tenantId === tenantId;
        },
        open(stream) {
          open.set(stream, accountId);
          stream.signal.addEventListener("abort", () => open.delete(stream));
          const told = {
            change: (change: object) => stream.send({ data: change }),
            reached: (seq: number) => stream.send({ id: String(seq) }),
            reload: () => stream.send({ event: "reload" }),
            lost: stream.close,
          };
          live.listen(tenantId, from, told, stream.signal);
        },
      });
    });
  };

  return {
    routes,
    close() {
      for (const stream of open.keys()) stream.close();
    },
  };
}

/** The same call anew, so that its cookie is looked up again; EventSource sends no headers of a page's choice. */
function withTenant({ url, headers }: Request, tenant: string | undefined): Request {
  const sent = new Headers(headers);
  if (tenant !== undefined) sent.set("x-loopgate-tenant", tenant);
  return new Request(url, { headers: sent });
}
