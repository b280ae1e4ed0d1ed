import type { HumanRequest, Millis, TenantId } from "../../gate/request.ts";
import type { Clock } from "../../kit/clock.ts";
import { every } from "../../kit/every.ts";
import type { AgentRequests } from "../requests.ts";
import { patienceOf } from "./known-clients.ts";
import { waitingText } from "./say.ts";
import type { ToolCall } from "./tool.ts";

export type Waited = {
  readonly request: HumanRequest;
  /** `ended`: there is an answer. `held`: waited as long as this call may. `cut`: this server could or would not wait so long. */
  readonly end: "ended" | "held" | "cut";
};

/** Waits within one call, as long as its client bears. */
export type Ladder = {
  /** Until the request ends, `longestMs` are over, or the client's patience is. `untilExpiry`: with progress, longer than that. */
  wait(
    call: ToolCall,
    request: HumanRequest,
    limits: { readonly longestMs?: Millis; readonly untilExpiry?: boolean },
  ): Promise<Waited>;
};

const PROGRESS_MS = 10_000;
/** The row of a request that has expired is written within two seconds. */
const EXPIRY_MS = 5_000;

export function createLadder(parts: {
  readonly requests: Pick<AgentRequests, "wait">;
  readonly clock: Clock;
  /** How many calls of one client are held at a time. */
  readonly mostWaits: number;
}): Ladder {
  const { requests, clock, mostWaits } = parts;
  const waits = new Map<string, number>();

  async function held(key: string, work: () => Promise<Waited>): Promise<Waited> {
    waits.set(key, (waits.get(key) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = (waits.get(key) ?? 1) - 1;
      if (left > 0) waits.set(key, left);
      else waits.delete(key);
    }
  }

  return {
    async wait(call, request, { longestMs = Number.POSITIVE_INFINITY, untilExpiry = false }) {
      if (request.state.status !== "pending") return { request, end: "ended" };
      const { tenantId } = request;
      const key = keyOf(tenantId, request.definition.clientId);
      if (longestMs <= 0) return { request, end: "held" };
      if ((waits.get(key) ?? 0) >= mostWaits) return { request, end: "cut" };
      const began = clock.now();
      const expiryMs = Math.max(0, request.expiresAt - began) + EXPIRY_MS;
      const patienceMs = patienceOf(call.caller.program, call.progress !== undefined);
      const budgetMs = Math.min(longestMs, untilExpiry && call.progress ? expiryMs : patienceMs, expiryMs);
      return held(key, async () => {
        const beating = beat(call, request);
        try {
          const found = await requests.wait(tenantId, request.id, budgetMs, call.signal);
          if (found.request.state.status !== "pending") return { request: found.request, end: "ended" };
          // Answered early without an end: too many wait on this node, the client has gone, or the node stops.
          return { request: found.request, end: clock.now() - began < budgetMs ? "cut" : "held" };
        } finally {
          await beating?.close();
        }
      });
    },
  };

  /** Progress at once and then every ten seconds, rising from leg to leg too. */
  function beat({ progress: send }: ToolCall, request: HumanRequest): { close(): Promise<void> } | undefined {
    if (!send) return undefined;
    const seconds = (ms: Millis) => Math.max(0, Math.floor(ms / 1000));
    let last = -1;
    const once = () => {
      last = Math.max(last + 1, seconds(clock.now() - request.createdAt));
      const total = Math.max(last + 1, seconds(request.expiresAt - request.createdAt));
      return send({ progress: last, total, message: waitingText(request, clock.now()) });
    };
    // A client that cannot be told any more is noticed by its signal.
    return every(PROGRESS_MS, once, { clock, failed: () => {} });
  }
}

function keyOf(tenantId: TenantId, clientId: string): string {
  return `${tenantId} ${clientId}`;
}
