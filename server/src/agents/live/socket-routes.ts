import { LoopgateError } from "@loopgate/contract";
import { z } from "zod";
import type { Routes } from "../../http/app.ts";
import { readQuery } from "../../http/input.ts";
import { laterCalls } from "../../http/peer.ts";
import { upgradeOf } from "../../http/upgrade.ts";
import type { AgentCallers, Caller } from "../callers.ts";
import type { Connections } from "./connections.ts";
import type { OpenSocket, serveSocket } from "./socket.ts";
import { refuseKeyInUrl } from "./url.ts";

const NoQuery = z.strictObject({});

/** The WebSocket of agents. Who they are is said by a header of the upgrade or by the first message, and by no cookie. */
export function socketRoutes(parts: {
  readonly callers: Pick<AgentCallers, "agent">;
  readonly connections: Connections;
  readonly addressOf: (request: Request) => string;
  readonly serve: (opened: Parameters<typeof serveSocket>[1]) => OpenSocket;
}): { readonly routes: Routes; readonly open: ReadonlySet<OpenSocket> } {
  const { callers, connections, addressOf, serve } = parts;
  const open = new Set<OpenSocket>();

  /** Undefined where the first message has to say it. */
  async function callerOf(first: Request): Promise<Caller | undefined> {
    try {
      return await callers.agent(first);
    } catch (error) {
      const hasCredential = first.headers.has("authorization") || first.headers.has("x-api-key");
      if (!hasCredential && error instanceof LoopgateError && error.code === "key_required") return undefined;
      throw error;
    }
  }

  const routes: Routes = (app) => {
    app.get("/hitl/ws", async (context) => {
      const { raw } = context.req;
      const { take } = upgradeOf(raw);
      refuseKeyInUrl(raw);
      readQuery(raw, NoQuery);
      const later = laterCalls(raw);
      const caller = await callerOf(later());
      const leave = caller ? connections.enter(caller) : connections.enterStranger(addressOf(raw));
      return take((socket, connection) => {
        const opened = serve({ socket, connection, later, caller, leave });
        open.add(opened);
        void opened.gone.then(() => open.delete(opened));
      }, leave);
    });
  };

  return { routes, open };
}
