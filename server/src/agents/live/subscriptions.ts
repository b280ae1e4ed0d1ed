import { LoopgateError, type SocketCall } from "@loopgate/contract";
import type { AgentCallers } from "../callers.ts";
import type { AgentRequests } from "../requests.ts";
import type { Feed } from "./feed.ts";
import type { Line } from "./line.ts";
import type { Listener } from "./reader.ts";
import { seenBy } from "./told.ts";

/** What one socket follows, by the ids of its `subscribe` messages. */
export type Subscriptions = {
  subscribe(call: Extract<SocketCall, { type: "subscribe" }>, request: Request): Promise<void>;
  unsubscribe(id: string): void;
  close(): void;
};

const MOST_SUBSCRIPTIONS = 16;

export function createSubscriptions(
  line: Line,
  {
    callers,
    requests,
    feed,
  }: {
    readonly callers: Pick<AgentCallers, "agent">;
    readonly requests: Pick<AgentRequests, "find">;
    readonly feed: Feed;
  },
): Subscriptions {
  const open = new Map<string, AbortController>();

  return {
    async subscribe({ id, after, filter = {} }, request) {
      const left = new AbortController();
      // Taken before the look, so that a flood of them is not let in while the first are looked at.
      take(id, left);
      try {
        const caller = await callers.agent(request, { scope: "requests:read", clientId: filter.client_id });
        if (filter.request_id !== undefined) await requests.find(caller, filter.request_id);
        if (left.signal.aborted) return;
        line.reply({ type: "result", id, result: { success: true } });
        const wish = { after: after === undefined ? undefined : Number(after), sees: seenBy(caller, filter) };
        feed.listen(caller.tenantId, wish, listenerOf(id, line), left.signal);
      } catch (error) {
        if (open.get(id) === left) open.delete(id);
        throw error;
      }
    },
    unsubscribe(id) {
      const left = open.get(id);
      if (!left) throw wrong("subscription", "is not the id of a subscription of this socket");
      open.delete(id);
      left.abort();
    },
    close() {
      for (const left of open.values()) left.abort();
      open.clear();
    },
  };

  function take(id: string, left: AbortController): void {
    if (open.has(id)) throw wrong("id", "is the id of a subscription of this socket already");
    if (open.size >= MOST_SUBSCRIPTIONS)
      throw new LoopgateError("rate_limited", `A socket has ${MOST_SUBSCRIPTIONS} subscriptions at the most.`);
    open.set(id, left);
  }
}

function wrong(path: string, message: string): LoopgateError {
  return new LoopgateError("invalid_request", "Correct the fields that are named, and send it again.", [
    { path, message },
  ]);
}

function listenerOf(id: string, line: Line): Listener {
  const name = JSON.stringify(id);
  return {
    event: ({ json }, place) => line.text(`{"type":"event","id":${name},"place":"${place}","event":${json}}`),
    moved: (place) => line.reply({ type: "place", id, place: String(place) }),
    gap: (after) => line.reply({ type: "gap", id, after: String(after) }),
    drained: line.drained,
  };
}
