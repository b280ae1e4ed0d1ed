import { Event, LiveEventsQuery, SocketReply } from "@loopgate/contract";
import type { Operation } from "./operations.ts";

const common = { for: "agents", method: "get" } as const;

/** The routes by which agents are told of what happens as it happens; docs/live.md has their words. */
export const LIVE_OPERATIONS: readonly Operation[] = [
  {
    ...common,
    path: "/hitl/events",
    by: "agent",
    summary: "Follow what happens as server-sent events; Last-Event-ID goes on where it was and leaves nothing out",
    query: LiveEventsQuery,
    answer: Event,
    answerType: "text/event-stream",
    refusals: ["request_not_found"],
  },
  {
    ...common,
    path: "/hitl/ws",
    summary:
      "Open a WebSocket on which to ask, wait, cancel and follow; it takes `SocketCall`, and sends `SocketReply`",
    answer: SocketReply,
    status: 101,
    // Open, since the key may come in the first message.
    refusals: ["upgrade_required", "invalid_request", "rate_limited"],
  },
];
