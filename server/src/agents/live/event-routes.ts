import { LiveEventsQuery, LoopgateError, Place, type LiveFilter } from "@loopgate/contract";
import type { Routes } from "../../http/app.ts";
import { eventStream, type EventStream } from "../../http/event-stream.ts";
import { readQuery } from "../../http/input.ts";
import { isFromElsewhere } from "../../http/origin.ts";
import type { Clock } from "../../kit/clock.ts";
import type { AgentCallers, Caller } from "../callers.ts";
import type { AgentRequests } from "../requests.ts";
import type { Connections } from "./connections.ts";
import type { Feed } from "./feed.ts";
import { seenBy } from "./told.ts";
import { refuseKeyInUrl } from "./url.ts";

/** Server-sent events: what happens to an agent's requests, as it happens or from the place where it was last. */
export function eventRoutes(parts: {
  readonly callers: Pick<AgentCallers, "agent">;
  readonly requests: Pick<AgentRequests, "find">;
  readonly connections: Connections;
  readonly feed: Feed;
  readonly clock: Clock;
}): { readonly routes: Routes; close(): void } {
  const { callers, requests, connections, feed, clock } = parts;
  const open = new Set<EventStream>();

  async function admit(request: Request, filter: LiveFilter): Promise<Caller> {
    // A page next door can have a browser open streams, though not read them. A page that may call says its Origin.
    if (request.headers.get("origin") === null && isFromElsewhere(request.headers))
      throw new LoopgateError(
        "origin_not_allowed",
        "Only a page of Loopgate's own may open streams without an Origin.",
      );
    const caller = await callers.agent(request, { scope: "requests:read", clientId: filter.client_id });
    if (filter.request_id !== undefined) await requests.find(caller, filter.request_id);
    return caller;
  }

  const routes: Routes = (app) => {
    app.get("/hitl/events", async (context) => {
      const { raw } = context.req;
      refuseKeyInUrl(raw);
      const { after: from, ...filter } = readQuery(raw, LiveEventsQuery);
      const last = raw.headers.get("last-event-id");
      const after = last === null ? from : placeIn(last);
      const caller = await admit(raw, filter);
      if (raw.method === "HEAD") return eventStream({ clock, request: raw, open() {} });
      const leave = connections.enter(caller);
      const { credential } = caller;
      const watched = credential?.watch();
      return eventStream({
        clock,
        request: raw,
        until: watched?.signal,
        ...(credential && { stands: () => credential.check().then(() => true) }),
        open(stream) {
          open.add(stream);
          stream.signal.addEventListener("abort", () => {
            open.delete(stream);
            leave();
            watched?.close();
          });
          const wish = { after: after === undefined ? undefined : Number(after), sees: seenBy(caller, filter) };
          feed.listen(caller.tenantId, wish, listenerOf(stream), stream.signal);
        },
      });
    });
  };

  return {
    routes,
    close() {
      for (const stream of open) stream.close();
    },
  };
}

function listenerOf({ send, drained }: EventStream) {
  return {
    event: ({ json }: { readonly json: string }, place: number) => send({ id: String(place), json }),
    moved: (place: number) => send({ id: String(place) }),
    gap: (after: number) => send({ event: "gap", data: { after: String(after) } }),
    drained,
  };
}

function placeIn(header: string): string {
  const place = Place.safeParse(header);
  if (place.success) return place.data;
  throw new LoopgateError("invalid_request", "Send the id that came with an event, or none.", [
    { path: "Last-Event-ID", message: "must be a place that came with an event, or 0 for everything that is kept" },
  ]);
}
