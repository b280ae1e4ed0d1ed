import type { HumanRequest, Millis } from "./request.ts";
import { followUps, type Transition } from "./transition.ts";

/** The next moment at which time alone may change this request; undefined once it has ended. */
export function dueAt(request: HumanRequest): Millis | undefined {
  const { state, expiresAt, policy, createdAt } = request;
  if (state.status !== "pending") return undefined;
  if (state.held) return state.held.until;
  const next = policy.agenda[state.step];
  return next ? Math.min(expiresAt, createdAt + next.afterMs) : expiresAt;
}

/** What time alone has decided by `now`. It comes before every other rule. */
export function elapse(request: HumanRequest, now: Millis): Transition | undefined {
  if (request.state.status !== "pending" || now < request.expiresAt) return undefined;
  return {
    request: { ...request, version: request.version + 1, changedAt: now, state: { status: "timeout", at: now } },
    within: { from: request.expiresAt },
    event: {
      type: "request.timeout",
      actor: { kind: "clock" },
      data: { expires_at: new Date(request.expiresAt).toISOString() },
    },
    effects: followUps(request),
  };
}
