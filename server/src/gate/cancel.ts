import { LoopgateError } from "@loopgate/contract";
import type { HumanRequest, Millis } from "./request.ts";
import { followUps, type Actor, type Transition } from "./transition.ts";

/** Takes the question back. Throws `request_ended` where it has ended already. */
export function cancel(request: HumanRequest, by: Actor, reason: string | undefined, now: Millis): Transition {
  if (request.state.status !== "pending")
    throw new LoopgateError("request_ended", `The request has already ended: ${request.state.status}.`);
  return {
    request: {
      ...request,
      version: request.version + 1,
      changedAt: now,
      state: { status: "canceled", at: now, ...(reason !== undefined && { reason }) },
    },
    event: { type: "request.canceled", actor: by, data: {} },
    effects: followUps(request),
  };
}
