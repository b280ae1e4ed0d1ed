import { LoopgateError, type JsonObject } from "@loopgate/contract";
import { answerOf, answeredDigest, saysTheSame } from "./answer.ts";
import { mayGive } from "./policy.ts";
import type { Responder, Voter } from "./ports.ts";
import type { DeliveryId, Digest, HumanRequest, Millis, Reply, Seat, Vote } from "./request.ts";
import { tally } from "./tally.ts";
import { followUps, type Transition } from "./transition.ts";

/** One press, or its like: who (already named by his identity), from where, what he said, and what he had been shown. */
export type Press = {
  readonly responder: Responder;
  readonly voter: Voter;
  readonly reply: Reply;
  readonly shown: { readonly deliveryId?: DeliveryId; readonly digest: Digest };
};

/** Counts a person's answer; the votes decide. Undefined: this person had said exactly that before. */
export function vote(request: HumanRequest, press: Press, now: Millis): Transition | undefined {
  const { definition, policy, state } = request;
  const seat = seatOf(request, press);
  const answer = answerOf(definition, press.reply);
  const before = request.votes.find(({ by }) => by === press.responder.id);
  if (before && saysTheSame(before.answer, answer)) return undefined;
  if (state.status !== "pending")
    throw new LoopgateError("request_ended", "The request has ended; its answer can no longer change.");
  if (!seat) throw new LoopgateError("not_a_responder", "You are not among the people who may answer this request.");
  if (!mayGive(policy, press.voter.assurance, answer.outcome))
    throw new LoopgateError(
      "assurance_too_low",
      `This request needs an answer with assurance "${policy.assurance}"; this one has "${press.voter.assurance}".`,
    );
  const digest = answeredDigest(definition, answer);
  const cast: Vote = {
    by: press.responder.id,
    byName: press.responder.name,
    answer,
    at: now,
    via: { address: press.voter.address, identity: press.voter.identity.subject, assurance: press.voter.assurance },
    ...(press.shown.deliveryId && { deliveryId: press.shown.deliveryId }),
    shown: press.shown.digest,
    ...(digest && { actionDigest: digest }),
  };
  return counted(request, cast, now);
}

function counted(request: HumanRequest, cast: Vote, now: Millis): Transition {
  const votes = [...request.votes.filter(({ by }) => by !== cast.by), cast];
  const decision = tally(request.policy, votes, cast);
  const next = { ...request, version: request.version + 1, changedAt: now, votes };
  const after: HumanRequest = decision ? { ...next, state: { status: "completed", decision, at: now } } : next;
  return {
    request: after,
    within: { before: request.expiresAt },
    event: {
      type: decision ? "request.completed" : "request.voted",
      actor: { kind: "responder", id: cast.by },
      data: factOf(cast),
    },
    effects: followUps(after),
  };
}

function factOf(cast: Vote): JsonObject {
  return {
    outcome: cast.answer.outcome,
    channel: cast.via.address.channel,
    assurance: cast.via.assurance,
    shown_digest: cast.shown,
    action_digest: cast.actionDigest ?? null,
    delivery_id: cast.deliveryId ?? null,
  };
}

function seatOf(request: HumanRequest, { responder, voter }: Press): Seat | undefined {
  const step = request.state.status === "pending" ? request.state.step : Infinity;
  return request.policy.seats.find(
    (seat) => seat.step <= step && (seat.kind === "responder" ? seat.id === responder.id : isOwnChat(seat, voter)),
  );
}

/** A private chat's place is its person's own number; a group's never is anybody's. */
function isOwnChat(seat: Extract<Seat, { kind: "address" }>, { identity }: Voter): boolean {
  return seat.address.channel === identity.channel && seat.address.place === identity.subject;
}
