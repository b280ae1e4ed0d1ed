import type { Card, Delivery, Report } from "../../gate/delivery.ts";
import type { Channel } from "../../gate/ports.ts";
import type { Address, HumanRequest } from "../../gate/request.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Texts } from "../../texts/index.ts";
import { drawCard, renderCard, type Drawn, type PageOf } from "./card.ts";
import { editReport, sendReport, troubleOf } from "./errors.ts";
import { text } from "./html.ts";
import type { Pauses } from "./pauses.ts";
import { parsePlace, type Place } from "./place.ts";
import type { Writer } from "./writer.ts";

export type TelegramChannel = Channel & {
  /** Sends a plain message, for what is no request's card. */
  tell(address: Address, words: string): Promise<Report>;
};

/** Shows cards in Telegram chats, and reports how that went. */
export function createTelegramChannel(deps: {
  readonly writer: Writer;
  readonly pageOf: PageOf;
  readonly texts: Texts;
  readonly clock: Pick<Clock, "now">;
  readonly pauses: Pauses;
}): TelegramChannel {
  const { writer, pageOf, texts, clock, pauses } = deps;
  const draw = (card: Card, token: string, request: HumanRequest) =>
    drawCard(card, request, { token, page: pageOf(request) }, texts);

  /** Runs `call` unless Telegram asked us to leave this chat alone; learns from its failure. */
  async function inChat(place: Place, toReport: typeof sendReport, call: () => Promise<Report>): Promise<Report> {
    const until = pauses.until(place.chatId);
    if (until !== undefined) return { kind: "later", at: until, reason: "Telegram asked to wait" };
    try {
      return await call();
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.kind === "flood") pauses.pause(place.chatId, trouble.waitMs);
      return toReport(error, place, clock.now());
    }
  }

  async function send(address: Address, drawn: Drawn): Promise<Report> {
    const place = parsePlace(address.place);
    if (!place) return { kind: "refused", reason: "the address is not a Telegram chat's number" };
    const options = drawn.keyboard ? { markup: drawn.keyboard } : {};
    return inChat(place, sendReport, async () => ({
      kind: "sent",
      receipt: String(await writer.send(place, drawn.html, options)),
    }));
  }

  async function editOne(delivery: Delivery, receipt: string, drawn: Drawn): Promise<Report> {
    const place = parsePlace(delivery.address.place);
    if (!place) return { kind: "refused", reason: "the address is not a Telegram chat's number" };
    return inChat(place, editReport, async () => {
      await writer.edit(place.chatId, Number(receipt), drawn.html, drawn.keyboard);
      return { kind: "unchanged" };
    });
  }

  return {
    name: "telegram",
    render: (request, _address, audience) => renderCard(request, audience, texts),
    deliver: (card, token, request, address) => send(address, draw(card, token, request)),
    async update(delivery, card, token, request) {
      const drawn = draw(card, token, request);
      const reports: Report[] = [];
      for (const receipt of receiptsOf(delivery)) reports.push(await editOne(delivery, receipt, drawn));
      return worst(reports, request);
    },
    tell: (address, words) => send(address, { html: text(words) }),
  } satisfies TelegramChannel;
}

export function receiptsOf({ state }: Pick<Delivery, "state">): readonly string[] {
  return "receipts" in state ? state.receipts : [];
}

/** The card that a delivery shows, as far as it is remembered. */
export function shownCard({ state }: Pick<Delivery, "state">): Pick<Card, "shown" | "offers"> | undefined {
  return "card" in state ? state.card : undefined;
}

/** One copy that is not there yet keeps the delivery open; a chat that moved matters only while there is something to answer. */
function worst(reports: readonly Report[], request: HumanRequest): Report {
  const isOver = request.state.status !== "pending";
  const left = isOver ? reports.filter(({ kind }) => kind !== "moved") : reports;
  const find = (kind: Report["kind"]) => left.find((report) => report.kind === kind);
  return find("later") ?? find("moved") ?? find("gone") ?? find("refused") ?? { kind: "unchanged" };
}
