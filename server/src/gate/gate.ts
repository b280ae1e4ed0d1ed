import { LoopgateError } from "@loopgate/contract";
import { cancel } from "./cancel.ts";
import { create, type Creation } from "./create.ts";
import type { ShownCard } from "./delivery.ts";
import { faceDigest, faceOf } from "./face.ts";
import { note } from "./note.ts";
import type { Deliveries, Found, People, Responder, Store, Voter } from "./ports.ts";
import type { DeliveryId, Digest, HumanRequest, Millis, Ref, Reply } from "./request.ts";
import { elapse } from "./time.ts";
import type { Actor, Transition } from "./transition.ts";
import { vote } from "./vote.ts";

/** What somebody had been shown when he answered: a delivered copy, or the whole face that he fetched. */
export type Shown = { readonly deliveryId?: DeliveryId; readonly digest: Digest };

/** The only way in which a request changes. Every refusal is a LoopgateError, and changes nothing. */
export type Gate = {
  /** Makes a request; undefined where its key, code or the client's limit was in the way: look which. */
  create(creation: Creation): Promise<HumanRequest | undefined>;
  vote(ref: Ref, voter: Voter, reply: Reply, shown: Shown): Promise<HumanRequest>;
  note(ref: Ref, voter: Voter, text: string): Promise<HumanRequest>;
  cancel(ref: Ref, by: Actor, reason?: string): Promise<HumanRequest>;
  elapse(ref: Ref): Promise<HumanRequest>;
};

type Rule = (request: HumanRequest, now: Millis) => Transition | undefined;

/** Losing this many races in a row means that something is wrong, not that others are quick. */
const MOST_TURNS = 50;

export function createGate({
  store,
  deliveries,
  people,
}: {
  readonly store: Store;
  readonly deliveries: Pick<Deliveries, "find">;
  readonly people: Pick<People, "find">;
}): Gate {
  /** `first`: the request as it was read beside what the rule needs. */
  async function change(ref: Ref, rule: Rule, first?: Found): Promise<HumanRequest> {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const { request, now } = notBackwards((turn === 0 && first) || (await mustFind(ref)));
      const timely = elapse(request, now);
      const transition = timely ?? rule(request, now);
      if (!transition) return request;
      if ((await store.commit(transition)) && !timely) return transition.request;
    }
    throw new LoopgateError("overloaded", "Too many answers at once. Nothing was changed; try again.");
  }

  async function mustFind(ref: Ref): Promise<Found> {
    const found = await store.find(ref);
    if (!found) throw new LoopgateError("request_not_found", "There is no request with this id.");
    return found;
  }

  /** The voter and the request, read side by side. */
  async function lookUp(ref: Ref, voter: Voter): Promise<{ readonly responder: Responder; readonly first?: Found }> {
    const [responder, first] = await Promise.all([people.find(ref.tenantId, voter), store.find(ref)]);
    if (!responder)
      throw new LoopgateError("not_a_responder", "You are not linked as a responder, so nothing was recorded.");
    return { responder, ...(first && { first }) };
  }

  /** The card of the delivered copy that was answered; without one, the whole face was fetched. */
  async function cardOf(ref: Ref, id: DeliveryId | undefined): Promise<ShownCard | undefined> {
    if (!id) return undefined;
    const delivery = await deliveries.find(ref.tenantId, id);
    if (delivery?.requestId !== ref.id || !("card" in delivery.state) || !delivery.state.card)
      throw new LoopgateError(
        "card_changed",
        "This copy of the card is not known. Look at the request again before you answer.",
      );
    return delivery.state.card;
  }

  return {
    async create(creation) {
      const transition = create(creation, creation.now ?? (await store.now()));
      return (await store.commit(transition)) ? transition.request : undefined;
    },
    async vote(ref, voter, reply, shown) {
      const { responder, first } = await lookUp(ref, voter);
      const card = await cardOf(ref, shown.deliveryId);
      const rule: Rule = (request, now) => {
        // An ended request takes no vote any more; saying the same again is told what became of it.
        if (request.state.status === "pending") checkShown(request, card, reply, shown);
        return vote(request, { responder, voter, reply, shown }, now);
      };
      return change(ref, rule, first);
    },
    async note(ref, voter, text) {
      const { responder, first } = await lookUp(ref, voter);
      return change(ref, (request, now) => note(request, responder, text, now), first);
    },
    cancel: (ref, by, reason) => change(ref, (request, now) => cancel(request, by, reason, now)),
    elapse: (ref) => change(ref, () => undefined),
  };
}

/** A node's clock may stand behind the one that made the newest version. */
function notBackwards({ request, now }: Found): Found {
  return { request, now: Math.max(now, request.changedAt) };
}

/** What was shown must be what this copy shows, and the copy must offer this answer. */
function checkShown(request: HumanRequest, card: ShownCard | undefined, reply: Reply, shown: Shown): void {
  const digest = card ? card.shown : faceDigest(faceOf(request));
  if (digest !== shown.digest)
    throw new LoopgateError(
      "card_changed",
      "The card is not the one that is shown now. Look at it again before you answer.",
    );
  if (card && !card.offers.includes(reply.kind))
    throw new LoopgateError("answer_not_offered", "This copy of the card does not take that answer.");
}
