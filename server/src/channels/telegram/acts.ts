import type { Clock, Millis } from "../../kit/clock.ts";
import type { Delivery } from "../../gate/delivery.ts";
import type { HumanRequest, Reply } from "../../gate/request.ts";
import type { Texts } from "../../texts/index.ts";
import type { Answering, Told } from "./answering.ts";
import type { Bot, Keyboard } from "./api.ts";
import type { Choice, View } from "./choice.ts";
import { troubleOf } from "./errors.ts";
import { asksTwice, countPicks, keyboardOf, START, sureKeyboard, type Panel } from "./keyboard.ts";
import type { Prompts } from "./prompts.ts";
import type { Intent } from "./read.ts";

export type Press = Extract<Intent, { kind: "press" }>;

/** What the presser sees: a toast, or a box that he must close. */
export type Toast = { readonly words: string; readonly isAlert: boolean };

/** `afterwards` is done once the presser has been told. */
export type Acted = Toast & { readonly afterwards?: () => Promise<void> };

export type PressDeps = {
  readonly bot: Pick<Bot, "editKeyboard" | "answerPress">;
  readonly answering: Answering;
  readonly prompts: Prompts;
  readonly texts: Texts;
  readonly clock: Pick<Clock, "now">;
};

/** How long the second tap may come after the first. */
const SURE_FOR: Millis = 120_000;

/** One press on a copy whose request can still be answered. */
type Case = {
  readonly press: Press;
  readonly deps: PressDeps;
  readonly delivery: Delivery;
  readonly request: HumanRequest;
  readonly panel: Panel;
};

export async function carryOut(it: Case, choice: Choice): Promise<Acted> {
  const { panel } = it;
  const words = it.deps.texts.telegram;
  if (choice.kind === "view") return redraw(it, choice);
  if (choice.kind === "write") return write(it);
  const reply = replyOf(panel, choice);
  if (!reply) return refused(words.unknownButton);
  if (!panel.offers.includes(reply.kind)) return refused(words.notOffered);
  const { min, max } = panel.face.picks ?? { min: 1, max: 1 };
  if (reply.kind === "pick" && (reply.values.length < min || reply.values.length > max))
    return refused(words.pickCount(min, max));
  return needsSure(it, choice) ? askSure(it, choice) : voted(it, reply);
}

function replyOf({ face }: Panel, choice: Choice): Reply | undefined {
  switch (choice.kind) {
    case "approve":
    case "reject":
      return { kind: choice.kind };
    case "pick": {
      const option = face.options[choice.option];
      return option && { kind: "pick", values: [option.value] };
    }
    case "send":
      return isKnownSet(face, choice.picks) ? { kind: "pick", values: valuesOf(face, choice.picks) } : undefined;
    case "write":
    case "view":
      return undefined;
  }
}

function valuesOf(face: Panel["face"], picks: bigint): readonly string[] {
  return face.options.flatMap(({ value }, at) => ((picks >> BigInt(at)) & 1n ? [value] : []));
}

function isKnownSet(face: Panel["face"], picks: bigint): boolean {
  return picks >> BigInt(face.options.length) === 0n;
}

/** A second tap by somebody else, or long after the first, is a first tap. */
function needsSure({ panel, press, deps }: Case, choice: Choice): boolean {
  if (choice.kind === "reject" || !asksTwice(panel)) return false;
  if (choice.kind === "pick" && panel.face.options[choice.option]?.effect === "reject") return false;
  if (!("sure" in choice) || !choice.sure) return true;
  return String(choice.sure.by) !== press.from.id || choice.sure.until * 1000 < deps.clock.now();
}

function askSure(it: Case, choice: Choice): Promise<Acted> {
  const { panel, press, deps } = it;
  if (choice.kind !== "approve" && choice.kind !== "pick" && choice.kind !== "send")
    return Promise.resolve(refused(deps.texts.telegram.unknownButton));
  const view: View = choice.kind === "send" ? { page: 0, picks: choice.picks } : START;
  const sure = { by: Number(press.from.id), until: Math.ceil((deps.clock.now() + SURE_FOR) / 1000) };
  return swap(it, sureKeyboard(panel, { ...choice, sure }, view, deps.texts), deps.texts.telegram.sure);
}

function redraw(it: Case, view: View): Promise<Acted> {
  const { panel, deps } = it;
  const keyboard = keyboardOf(panel, view, deps.texts);
  if (!keyboard || !isKnownSet(panel.face, view.picks))
    return Promise.resolve(refused(deps.texts.telegram.unknownButton));
  const { max } = panel.face.picks ?? { max: 1 };
  return swap(it, keyboard, max > 1 ? String(countPicks(view.picks)) : "");
}

/** Other buttons on this copy alone. */
async function swap({ press, deps }: Case, keyboard: Keyboard, words: string): Promise<Acted> {
  try {
    await deps.bot.editKeyboard(press.chatId, press.messageId, keyboard);
  } catch (error) {
    if (troubleOf(error).kind !== "same") return refused(deps.texts.telegram.tryAgain);
  }
  return { words, isAlert: false };
}

async function write({ press, deps, delivery, request, panel }: Case): Promise<Acted> {
  const words = deps.texts.telegram;
  if (!panel.offers.includes("text")) return refused(words.notOffered);
  const asked = { delivery, request, from: press.from, messageId: press.messageId };
  const isAsked = await deps.prompts.askText(asked);
  return isAsked ? { words: words.writeBelow, isAlert: false } : refused(words.tryAgain);
}

export async function voted(
  { press, deps, delivery }: Pick<Case, "press" | "deps" | "delivery">,
  reply: Reply,
): Promise<Acted> {
  const { words, request }: Told = await deps.answering.cast(delivery, press.from, reply);
  if (!request) return refused(words);
  const asked = { delivery, request, from: press.from, messageId: press.messageId };
  return { words, isAlert: false, afterwards: () => deps.prompts.askReason(asked) };
}

export function refused(words: string): Acted {
  return { words, isAlert: true };
}
