import type { Forget } from "../db/forget.ts";
import type { Asking } from "../gate/asking.ts";
import type { Gate } from "../gate/gate.ts";
import type { Agenda, Deliveries, Linked, People, Requests, Sessions, Store } from "../gate/ports.ts";
import type { TenantId } from "../gate/request.ts";
import type { Routes } from "../http/app.ts";
import type { Handler } from "../jobs/worker.ts";
import type { Secrets } from "../kit/secrets.ts";
import type { Texts } from "../texts/index.ts";
import type { AgentCallers } from "./callers.ts";
import { createHooks } from "./hooks/hooks.ts";
import { requestRoutes } from "./http/requests.ts";
import { sessionRoutes, type Introduce } from "./http/sessions.ts";
import type { Following } from "./live/feed.ts";
import { createLive } from "./live/live.ts";
import type { Askers } from "./live/told.ts";
import { createWaiters, MOST_WAITING, type RequestHints } from "./live/waiters.ts";
import { createMcp } from "./mcp/mcp.ts";
import { createUses } from "./mcp/uses.ts";
import { createAgentRequests } from "./requests.ts";
import type { ToldOf } from "./webhooks/told.ts";
import { createWebhooks, type WebhookParts } from "./webhooks/webhooks.ts";

/** Every door through which agents come, and who waits behind them. */
export type AgentDoors = {
  readonly routes: readonly Routes[];
  /** Looks for whom an answer waits, whether a hint came or not. */
  sweep(): Promise<void>;
  /** The job that looks up whose callbacks are told of an end. */
  readonly tellEnds: Handler;
  /** How the end of a request was told at its callbacks. */
  readonly toldOf: ToldOf;
  /** Begins to call back. */
  start(): void;
  /** What can do nothing any more, by its word for the log. */
  readonly spent: Readonly<Record<string, Forget>>;
  /** Forgets what was kept of requests that are gone. */
  gone(tenantId: TenantId, requestIds: readonly string[]): Promise<void>;
  /** Answers whoever waits, then lets the answers leave. */
  close(): Promise<void>;
};

/** The doors, wired. */
export function createAgentDoors(
  parts: WebhookParts & {
    readonly texts: Texts;
    readonly secrets: Pick<Secrets, "key" | "keys">;
    readonly asking: Asking;
    readonly gate: Pick<Gate, "cancel">;
    readonly store: Store & Agenda & Requests;
    readonly deliveries: Pick<Deliveries, "of">;
    readonly sessions: Sessions;
    readonly people: Pick<People, "roster">;
    readonly linked: Linked;
    readonly callers: AgentCallers;
    readonly introduce: Introduce;
    readonly hints: RequestHints;
    readonly following: Following;
    readonly lists: { readonly askers: Askers };
    /** Where a call comes from, as limits count it. */
    readonly addressOf: (request: Request) => string;
    /** What a call of `/mcp` without a good key is told of how to be let in. */
    readonly challenge: () => string;
  },
): AgentDoors {
  const { db, clock, log, store } = parts;
  const waiters = createWaiters({
    store,
    requests: store,
    endedSince: store.endedSince,
    hints: parts.hints,
    clock,
    most: MOST_WAITING,
    failed: (error) =>
      log.warn("Who waits could not be answered; the next look tries again.", { part: "waiters", error }),
  });
  const webhooks = createWebhooks(parts);
  const requests = createAgentRequests({
    ...parts,
    requests: store,
    waiters,
    checkCallback: webhooks.checkCallback,
    forgotten: (error) => log.warn("It could not be stored that an answer has left.", { part: "agents", error }),
  });
  const live = createLive({ ...parts, requests, askers: parts.lists.askers });
  const uses = createUses({ db, clock });
  const mcp = createMcp({ ...parts, requests, register: webhooks.register, uses });
  const hooks = createHooks({
    ...parts,
    requests,
    uses,
    texts: parts.texts.permission,
    keySecret: parts.secrets.key("hook keys"),
  });

  return {
    routes: [
      sessionRoutes(parts),
      requestRoutes({ callers: parts.callers, requests }),
      webhooks.routes({ callers: parts.callers, openRequest: requests.findOpen }),
      mcp.routes,
      hooks.routes,
      ...live.routes,
    ],
    sweep: waiters.sweep,
    tellEnds: webhooks.tellEnds,
    toldOf: webhooks.toldOf,
    start: webhooks.start,
    spent: webhooks.spent,
    gone: uses.forget,
    async close() {
      live.stop();
      try {
        await waiters.close();
      } finally {
        await Promise.all([live.close(), mcp.close(), hooks.close(), webhooks.close()]);
      }
    },
  };
}
