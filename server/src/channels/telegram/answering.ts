import { LoopgateError } from "@loopgate/contract";
import type { Delivery } from "../../gate/delivery.ts";
import type { Voter } from "../../gate/ports.ts";
import type { HumanRequest, Ref, Reply } from "../../gate/request.ts";
import type { Texts } from "../../texts/index.ts";
import { receiptsOf, shownCard } from "./channel.ts";
import { endingLine, endingOf } from "./outcome.ts";
import type { Copies, Known, Refusals, Responders, Votes } from "./ports.ts";
import type { Person } from "./read.ts";

/** What a person is told of his answer, and the request where the gate took it. */
export type Told = { readonly words: string; readonly request?: HumanRequest };

/** Brings what a person said to the gate, and its answer back into words. Whether it counts, only the gate says. */
export type Answering = {
  cast(delivery: Delivery, from: Person, reply: Reply): Promise<Told>;
  addReason(ref: Ref, delivery: Delivery, from: Person, reason: string): Promise<Told>;
  /** Undefined where nobody linked is behind this account; for what changes only the copy's own buttons. */
  knows(delivery: Delivery, from: Person): Promise<boolean>;
  /** Keeps that this person was refused, and says what he is told. */
  turnAway(delivery: Delivery, from: Person): Promise<string>;
  /** The request while it may be answered; else what a late person is told. */
  pending(ref: Ref): Promise<HumanRequest | string>;
  /**
   * Keeps a copy that nobody had recorded (the answer to its sending was lost) or that was given up, since a press shows that
   * it is there. False: it belongs to another card.
   */
  adopt(delivery: Delivery, messageId: number): Promise<boolean>;
};

export function createAnswering(deps: {
  readonly gate: Votes;
  readonly known: Known;
  readonly copies: Copies;
  readonly people: Responders;
  readonly refusals: Refusals;
  readonly texts: Texts;
}): Answering {
  const { gate, known, copies, people, refusals, texts } = deps;
  const words = texts.telegram;

  async function pending(ref: Ref): Promise<HumanRequest | string> {
    const found = await known.find(ref);
    if (!found) return words.requestGone;
    const ending = endingOf(found.request, texts);
    return ending ? words.already(endingLine(ending)) : found.request;
  }

  /** The words for a refusal; what is no refusal but a failure is thrown on, and tried again. */
  async function refusal(error: unknown, delivery: Delivery, from: Person): Promise<string> {
    if (!(error instanceof LoopgateError)) throw error;
    const told = await wordsFor(error, refOf(delivery), from);
    await refusals.record(delivery, from.id, error.code);
    return told;
  }

  async function wordsFor(error: LoopgateError, ref: Ref, from: Person): Promise<string> {
    switch (error.code) {
      case "request_ended": {
        const late = await pending(ref);
        return typeof late === "string" ? late : words.cardChanged;
      }
      case "not_a_responder":
        return words.notResponder(from.id);
      case "assurance_too_low":
        return words.tooWeak;
      case "answer_not_offered":
      case "invalid_request":
        return words.notOffered;
      case "card_changed":
        return words.cardChanged;
      case "request_not_found":
        return words.requestGone;
      case "note_not_taken":
        return words.noteTooLate;
      default:
        throw error;
    }
  }

  return {
    pending,
    async cast(delivery, from, reply) {
      const ref = refOf(delivery);
      const card = shownCard(delivery);
      if (!card) return { words: words.cardChanged };
      const shown = { deliveryId: delivery.id, digest: card.shown };
      try {
        const request = await gate.vote(ref, voterOf(from, delivery), reply, shown);
        const ending = endingOf(request, texts);
        return { words: ending ? words.recorded(endingLine(ending)) : words.counted, request };
      } catch (error) {
        return { words: await refusal(error, delivery, from) };
      }
    },
    async addReason(ref, delivery, from, reason) {
      try {
        return { words: words.noteSaved, request: await gate.note(ref, voterOf(from, delivery), reason) };
      } catch (error) {
        return { words: await refusal(error, delivery, from) };
      }
    },
    knows: async (delivery, from) => (await people.find(delivery.tenantId, voterOf(from, delivery))) !== undefined,
    async turnAway(delivery, from) {
      await refusals.record(delivery, from.id, "not_a_responder");
      return words.notResponder(from.id);
    },
    async adopt(delivery, messageId) {
      const receipt = String(messageId);
      if (receiptsOf(delivery).includes(receipt) && delivery.state.status !== "failed") return true;
      const other = await copies.byReceipt(delivery.tenantId, delivery.address, receipt);
      if (other && other.id !== delivery.id) return false;
      await copies.adopt(delivery, receipt);
      return true;
    },
  };
}

export function refOf({ tenantId, requestId }: Delivery): Ref {
  return { tenantId, id: requestId };
}

/** A person is his number; names can be taken by anybody. */
function voterOf({ id, name }: Person, { address }: Delivery): Voter {
  return { identity: { channel: "telegram", subject: id, name }, address, assurance: "chat" };
}
