import { LoopgateError } from "@loopgate/contract";
import type { Responder } from "./ports.ts";
import type { HumanRequest, Millis } from "./request.ts";
import { followUps, type Transition } from "./transition.ts";

/** How long after a reject its decider may say why. */
export const NOTE_WINDOW: Millis = 5 * 60_000;

/** "Why I said no": once, by the decider, within five minutes. The decision itself does not change. */
export function note(request: HumanRequest, by: Responder, text: string, now: Millis): Transition {
  const { state, votes, notes } = request;
  const rejected = state.status === "completed" && state.decision.answer.outcome === "reject" ? state : undefined;
  const decider = votes.findLast(({ answer }) => answer.outcome === "reject");
  const hasReason = rejected?.decision.answer.outcome === "reject" && rejected.decision.answer.reason !== undefined;
  if (!rejected || hasReason || notes.length > 0 || decider?.by !== by.id || now > rejected.at + NOTE_WINDOW)
    throw new LoopgateError("note_not_taken", "A reason can be added once, by whoever said no, within five minutes.");
  return {
    request: {
      ...request,
      version: request.version + 1,
      changedAt: now,
      notes: [{ by: by.id, byName: by.name, at: now, text }],
    },
    within: { before: rejected.at + NOTE_WINDOW + 1 },
    event: { type: "request.noted", actor: { kind: "responder", id: by.id }, data: { length: text.length } },
    effects: followUps(request),
  };
}
