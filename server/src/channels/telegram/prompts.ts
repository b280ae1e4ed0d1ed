import type { ForceReply } from "grammy/types";
import { NOTE_WINDOW } from "../../gate/note.ts";
import type { Delivery } from "../../gate/delivery.ts";
import type { HumanRequest } from "../../gate/request.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Log } from "../../kit/log.ts";
import type { Texts } from "../../texts/index.ts";
import type { Drafts } from "./drafts.ts";
import { reasonOf } from "./errors.ts";
import { join, mention, text, type Html } from "./html.ts";
import { parsePlace } from "./place.ts";
import type { Person } from "./read.ts";
import type { Writer } from "./writer.ts";

/** Questions that one person answers by replying to them. */
export type Prompts = {
  /** Asks for the answer's text. False: the question could not be sent. */
  askText(asked: Asked): Promise<boolean>;
  /** Asks why, after a reject that ended the request, if this person may still say so and was not asked yet. */
  askReason(asked: Asked): Promise<void>;
};

type Asked = {
  readonly delivery: Delivery;
  readonly request: HumanRequest;
  readonly from: Person;
  /** The card's message. */
  readonly messageId: number;
};

/** A late answer is told who decided, not that nobody asked. */
const KEPT_AFTER_END: Millis = 86_400_000;

export function createPrompts(deps: {
  readonly drafts: Drafts;
  readonly writer: Writer;
  readonly clock: Pick<Clock, "now">;
  readonly texts: Texts;
  readonly log: Log;
}): Prompts {
  const { drafts, writer, clock, log } = deps;
  const words = deps.texts.telegram;

  async function ask(asked: Asked, kind: "text" | "reason", html: Html, placeholder: string, expiresAt: Millis) {
    const { delivery, from, messageId } = asked;
    const place = parsePlace(delivery.address.place);
    if (!place) return false;
    const isPrivate = place.chatId === from.id;
    const addressed = isPrivate ? html : join([mention(from.id, from.name), html], " ");
    const markup: ForceReply = { force_reply: true, selective: true, input_field_placeholder: placeholder };
    try {
      const promptId = await writer.send(place, addressed, { markup, replyTo: messageId });
      const ref = { tenantId: delivery.tenantId, id: delivery.requestId };
      const who = { chatId: place.chatId, promptId, subject: from.id };
      await drafts.open({ ...who, deliveryId: delivery.id, ref, kind, expiresAt });
      return true;
    } catch (error) {
      log.warn("a question could not be sent", { deliveryId: delivery.id, kind, code: reasonOf(error) });
      return false;
    }
  }

  return {
    askText(asked) {
      const { request } = asked;
      const html = text(words.prompt(request.definition.code));
      return ask(asked, "text", html, words.promptPlaceholder, request.expiresAt + KEPT_AFTER_END);
    },
    async askReason(asked) {
      const { request, delivery, from } = asked;
      const rejectedAt = rejectedBy(request, from);
      if (rejectedAt === undefined || clock.now() > rejectedAt + NOTE_WINDOW) return;
      if (await drafts.isOpen(delivery, from.id, "reason", clock.now())) return;
      const html = text(words.reasonPrompt(request.definition.code));
      await ask(asked, "reason", html, words.reasonPlaceholder, rejectedAt + NOTE_WINDOW);
    },
  };
}

/** When this person's no ended the request; undefined where it did not, or the reason is known. */
function rejectedBy({ state, votes, notes }: HumanRequest, { id }: Person): Millis | undefined {
  if (state.status !== "completed" || state.decision.answer.outcome !== "reject" || notes.length > 0) return undefined;
  const last = votes.findLast(({ answer }) => answer.outcome === "reject");
  const isHis = last?.via.address.channel === "telegram" && last.via.identity === id;
  return isHis ? state.at : undefined;
}
