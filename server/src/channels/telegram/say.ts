import type { Delivery } from "../../gate/delivery.ts";
import type { HumanRequest, TenantId } from "../../gate/request.ts";
import { exactly } from "../../gate/words.ts";
import type { Texts } from "../../texts/index.ts";
import { refOf, type Answering } from "./answering.ts";
import { drawCard, renderCard, type PageOf } from "./card.ts";
import { shownCard } from "./channel.ts";
import type { Draft, Drafts } from "./drafts.ts";
import { cut, text } from "./html.ts";
import { formatPlace, parsePlace } from "./place.ts";
import type { Copies, Desk, Listed, Tokens } from "./ports.ts";
import type { Prompts } from "./prompts.ts";
import type { Intent } from "./read.ts";
import type { Talk } from "./talk.ts";

export type Say = Extract<Intent, { kind: "say" }>;

type Deps = {
  readonly desk: Pick<Desk, "tenantsOf">;
  readonly copies: Copies;
  readonly requests: Pick<Listed, "byCode">;
  readonly answering: Answering;
  readonly drafts: Drafts;
  readonly prompts: Prompts;
  readonly tokens: Tokens;
  readonly talk: Talk;
  readonly pageOf: PageOf;
  readonly texts: Texts;
};

/** As the contract has it for a reason that is added later. */
const LONGEST_REASON = 2_000;

/** What a person writes. It answers only as a reply to the question put to him, or as exactly yes or no to a card. */
export function createSay(deps: Deps): (said: Say) => Promise<void> {
  return async (said) => {
    const words = await answerTo(said, deps);
    if (words !== undefined) await deps.talk.reply(said, text(words));
  };
}

async function answerTo(said: Say, deps: Deps): Promise<string | undefined> {
  const { replyTo, chat } = said;
  if (replyTo) {
    const draft = await deps.drafts.at(chat.id, replyTo.messageId);
    if (draft) return answerPrompt(said, draft, deps);
    const delivery = await repliedCard(said, replyTo, deps);
    if (delivery) return answerCard(said, delivery, replyTo.messageId, deps);
  }
  const read = readWord(said.text ?? "");
  if (read?.code !== undefined) return showAgain(said, read.code, deps);
  return read && chat.isPrivate ? deps.texts.telegram.useButtons : undefined;
}

/** The text is the answer, whatever it says: it never approves. */
async function answerPrompt(said: Say, draft: Draft, deps: Deps): Promise<string> {
  const words = deps.texts.telegram;
  if (draft.subject !== said.from.id) return words.otherPerson;
  if (said.text === undefined || said.text.trim() === "") return words.textOnly;
  const delivery = (await deps.copies.of(draft.ref)).find(({ id }) => id === draft.deliveryId);
  if (!delivery) return words.requestGone;
  const told =
    draft.kind === "text"
      ? await deps.answering.cast(delivery, said.from, { kind: "text", text: said.text })
      : await deps.answering.addReason(draft.ref, delivery, said.from, cut(said.text, LONGEST_REASON));
  if (told.request) await deps.drafts.close(draft);
  return told.words;
}

/** A card by its recorded message, or by the buttons that Telegram says are on it, should its receipt be lost. */
async function repliedCard(
  { chat, from }: Say,
  replyTo: NonNullable<Say["replyTo"]>,
  deps: Deps,
): Promise<Delivery | undefined> {
  const { topicId } = chat;
  const places = [...(topicId === undefined ? [] : [{ chatId: chat.id, topicId }]), { chatId: chat.id }];
  for (const tenantId of await deps.desk.tenantsOf(from.id))
    for (const place of places) {
      const address = { channel: "telegram", place: formatPlace(place) };
      const found = await deps.copies.byReceipt(tenantId, address, String(replyTo.messageId));
      if (found) return found;
    }
  const found = replyTo.token === undefined ? undefined : await deps.copies.byToken(deps.tokens.hash(replyTo.token));
  return found && parsePlace(found.address.place)?.chatId === chat.id ? found : undefined;
}

async function answerCard(said: Say, delivery: Delivery, messageId: number, deps: Deps): Promise<string> {
  const { answering, texts } = deps;
  const words = texts.telegram;
  if (!(await answering.knows(delivery, said.from))) return answering.turnAway(delivery, said.from);
  if (!(await answering.adopt(delivery, messageId))) return words.requestGone;
  const request = await answering.pending(refOf(delivery));
  if (typeof request === "string") return request;
  const read = readWord(said.text ?? "");
  if (!read) return shownCard(delivery)?.offers.includes("text") ? words.useWrite : words.useButtons;
  if (read.code !== undefined && read.code !== request.definition.code) return words.wrongCode;
  if (read.word === "yes" && !takesYes(request, delivery)) return words.useButtonsOnly;
  const told = await answering.cast(delivery, said.from, { kind: read.word === "yes" ? "approve" : "reject" });
  if (told.request) await deps.prompts.askReason({ delivery, request: told.request, from: said.from, messageId });
  return told.words;
}

/** A word is a lesser press: enough for what one tap is enough for. */
function takesYes({ definition }: HumanRequest, delivery: Delivery): boolean {
  const isMild = definition.risk === "low" || definition.risk === "medium";
  return (
    isMild && definition.question.type === "confirmation" && (shownCard(delivery)?.offers.includes("approve") ?? false)
  );
}

type Word = { readonly word: "yes" | "no"; readonly code?: string };

/** `yes`, `no`, each perhaps with a code. A yes must be just that word; "yes?" is a question. */
function readWord(said: string): Word | undefined {
  const [, first = "", code] = /^\s*(\S+)(?:\s+([a-z]{6}))?\s*$/i.exec(said) ?? [];
  const word = exactly(first);
  if (word === undefined || (word === "yes" && first.toLowerCase() !== "yes")) return undefined;
  return { word, ...(code !== undefined && { code: code.toLowerCase() }) };
}

/** A code names a request, it does not answer it: the card is sent anew to this chat, where it had been shown before. */
async function showAgain(said: Say, code: string, deps: Deps): Promise<string | undefined> {
  const { texts, answering } = deps;
  const tenants = await deps.desk.tenantsOf(said.from.id);
  if (tenants.length === 0) return texts.telegram.notResponder(said.from.id);
  const found = await shownByCode(said, code, tenants, deps);
  const card = found && shownCard(found);
  if (!found || !card) return texts.telegram.noSuchCode;
  const now = await answering.pending(refOf(found));
  if (typeof now === "string") return now;
  const rendered = renderCard(now, { answerable: card.offers.length > 0 }, texts);
  const drawn = drawCard(rendered, now, { token: deps.tokens.of(found), page: deps.pageOf(now) }, texts);
  const sent = await deps.talk.reply(said, drawn.html, drawn.keyboard);
  if (sent !== undefined) await answering.adopt(found, sent);
  return undefined;
}

/** Two tenants may have the same code; of whoever is in neither, nothing is found. */
async function shownByCode(
  { chat }: Say,
  code: string,
  tenants: readonly TenantId[],
  deps: Deps,
): Promise<Delivery | undefined> {
  for (const tenantId of tenants) {
    const request = await deps.requests.byCode(tenantId, code);
    const copies = request ? await deps.copies.of({ tenantId, id: request.id }) : [];
    const here = copies.find(({ address }) => isHere(address, chat.id));
    if (here) return here;
  }
  return undefined;
}

function isHere({ channel, place }: Delivery["address"], chatId: string): boolean {
  return channel === "telegram" && parsePlace(place)?.chatId === chatId;
}
