import { SOCKET_CLOSED } from "@loopgate/contract";
import type { Routes } from "../../http/app.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Log } from "../../kit/log.ts";
import type { AgentCallers } from "../callers.ts";
import type { AgentRequests } from "../requests.ts";
import { createBeats } from "./beats.ts";
import { createSocketCalls } from "./calls.ts";
import { createConnections } from "./connections.ts";
import { eventRoutes } from "./event-routes.ts";
import { createFeed, type Following } from "./feed.ts";
import { socketRoutes } from "./socket-routes.ts";
import { serveSocket } from "./socket.ts";
import type { Askers } from "./told.ts";

/** What is told to agents as it happens: the stream of events, and the socket. */
export type Live = {
  readonly routes: readonly Routes[];
  /** From now on no wait begins anew. Called before the waiters are settled. */
  stop(): void;
  /** Lets what was answered leave, then closes all. */
  close(): Promise<void>;
};

/** How long peers have to answer the close of their socket. */
const GOODBYE_MS: Millis = 1_000;

export function createLive(parts: {
  readonly callers: Pick<AgentCallers, "agent">;
  readonly requests: AgentRequests;
  readonly following: Following;
  readonly askers: Askers;
  /** Where a call comes from, as limits count it. */
  readonly addressOf: (request: Request) => string;
  readonly clock: Clock;
  readonly log: Log;
}): Live {
  const { clock, log } = parts;
  let isStopping = false;
  const failed = (error: unknown) =>
    log.warn("Events could not be read; the next look tries again.", { part: "live", error });
  const feed = createFeed({ ...parts, failed });
  const connections = createConnections();
  const calls = createSocketCalls({ ...parts, stopping: () => isStopping });
  const shared = { ...parts, feed, connections, calls, beats: createBeats({ clock }) };
  const events = eventRoutes(shared);
  const sockets = socketRoutes({ ...shared, serve: (opened) => serveSocket(shared, opened) });

  return {
    routes: [events.routes, sockets.routes],
    stop() {
      isStopping = true;
    },
    async close() {
      const open = [...sockets.open];
      await Promise.all(
        open.map(async ({ finish, close }) => {
          await finish();
          close(SOCKET_CLOSED.stopping, "The server stops. Come back.");
        }),
      );
      events.close();
      feed.close();
      const patience = new AbortController();
      await Promise.race([Promise.all(open.map(({ gone }) => gone)), clock.sleep(GOODBYE_MS, patience.signal)]);
      patience.abort();
    },
  };
}
