import type { Clock, Millis } from "../../kit/clock.ts";
import { carryOut, refused, voted, type Acted, type Press, type PressDeps, type Toast } from "./acts.ts";
import { refOf } from "./answering.ts";
import { panelOf, type PageOf } from "./card.ts";
import { shownCard } from "./channel.ts";
import { parseChoice, type Choice } from "./choice.ts";
import type { Delivery } from "../../gate/delivery.ts";
import { cut } from "./html.ts";
import { parsePlace } from "./place.ts";
import type { Copies, Tokens } from "./ports.ts";

/** Telegram gives up waiting for the answer after some 15 seconds; a person does so earlier. */
const PATIENCE: Millis = 3_000;
const LONGEST_TOAST = 200;

type Deps = PressDeps & {
  readonly copies: Pick<Copies, "byToken">;
  readonly tokens: Tokens;
  readonly pageOf: PageOf;
  readonly clock: Clock;
  /** Lets work go on that nobody waits for. */
  readonly inBackground: (work: Promise<unknown>) => void;
};

/** A press on a button: what its data means, from whom, is brought to the gate; then the presser is told. */
export function createPress(deps: Deps): (press: Press) => Promise<void> {
  const { bot, clock, texts } = deps;

  return async (press) => {
    let isAnswered = false;
    // Never waited for and never fatal: an answer that comes too late is refused for good.
    const answer = (toast: Toast) => {
      if (isAnswered) return;
      isAnswered = true;
      deps.inBackground(bot.answerPress(press.pressId, cut(toast.words, LONGEST_TOAST), toast.isAlert));
    };
    const settled = new AbortController();
    const impatience = async () => {
      await clock.sleep(PATIENCE, settled.signal);
      if (!settled.signal.aborted) answer({ words: texts.telegram.working, isAlert: false });
    };
    deps.inBackground(impatience());
    try {
      const acted = await act(press, deps);
      answer(acted);
      await acted.afterwards?.();
    } finally {
      settled.abort();
    }
  };
}

async function act(press: Press, deps: Deps): Promise<Acted> {
  const { answering, texts } = deps;
  const words = texts.telegram;
  const parsed = parseChoice(press.data);
  const delivery = parsed && (await deps.copies.byToken(deps.tokens.hash(parsed.token)));
  const card = delivery && shownCard(delivery);
  if (!parsed || !delivery || !card || delivery.address.channel !== "telegram") return refused(words.unknownButton);
  if (parsePlace(delivery.address.place)?.chatId !== press.chatId) return refused(words.wrongChat);
  if (!(await answering.knows(delivery, press.from))) return refused(await answering.turnAway(delivery, press.from));
  if (!(await answering.adopt(delivery, press.messageId))) return refused(words.unknownButton);
  const request = await answering.pending(refOf(delivery));
  // A reject or approve that was pressed twice is told what it did, by the gate itself.
  if (typeof request === "string") return castOrLate(press, deps, delivery, parsed.choice, request);
  const panel = panelOf(request, card, { token: parsed.token, page: deps.pageOf(request) });
  return carryOut({ press, deps, delivery, request, panel }, parsed.choice);
}

/** Of the buttons that only change buttons nothing is left to do; the others go to the gate, which knows its people. */
async function castOrLate(press: Press, deps: Deps, delivery: Delivery, choice: Choice, late: string): Promise<Acted> {
  if (choice.kind !== "approve" && choice.kind !== "reject") return refused(late);
  return voted({ press, deps, delivery }, { kind: choice.kind });
}
