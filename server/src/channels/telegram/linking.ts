import type { Texts } from "../../texts/index.ts";
import type { Bot, Keyboard } from "./api.ts";
import { formatPlace } from "./place.ts";
import type { Desk } from "./ports.ts";
import type { ChatOf, Intent, Person } from "./read.ts";

type Press = Extract<Intent, { kind: "press" }>;
export type LinkReply = { readonly words: string; readonly keyboard?: Keyboard };

/** What a code from Loopgate's page does in a chat: its chat is asked, and the answer counts only from whoever sent it. */
export type LinkTalk = {
  /** A code that somebody sent. */
  found(chat: ChatOf, from: Person, code: string): Promise<LinkReply>;
  /** False: the press is on no button of ours. */
  pressed(press: Press): Promise<boolean>;
};

export function createLinkTalk(deps: {
  readonly desk: Pick<Desk, "found" | "answer">;
  readonly bot: Pick<Bot, "answerPress" | "editKeyboard">;
  readonly texts: Texts;
  /** Lets work go on that nobody waits for. */
  readonly inBackground: (work: Promise<unknown>) => void;
}): LinkTalk {
  const { desk, bot, texts, inBackground } = deps;
  const words = texts.telegram;

  return {
    async found(chat, from, code) {
      const place = formatPlace({ chatId: chat.id, ...(chat.topicId !== undefined && { topicId: chat.topicId }) });
      const found = await desk.found(code, { subject: from.id, name: from.name, place, title: chat.title });
      if (found === "unknown") return { words: words.linkUnknown };
      if (found === "elsewhere") return { words: words.linkElsewhere };
      if (found === "not_admin") return { words: words.linkNotAdmin };
      const { kind, username, tenant, host } = found;
      if (kind === "chat") return { words: words.linkChat(tenant, host) };
      const button = (text: string, yes: boolean) => ({ text, callback_data: formatLink(code, yes) });
      const keyboard = { inline_keyboard: [[button(words.linkYes(username), true), button(words.linkNo, false)]] };
      return { words: words.linkPerson(username, tenant, host), keyboard };
    },
    async pressed({ data, from, pressId, chatId, messageId }) {
      const link = parseLink(data);
      if (!link) return false;
      const state = await desk.answer(link.code, from.id, link.yes);
      inBackground(bot.answerPress(pressId, state ? words.linkAnswers[state] : words.linkUnknown, true));
      inBackground(bot.editKeyboard(chatId, messageId, { inline_keyboard: [] }));
      return true;
    },
  };
}

/** The code is in the button, which only the chat of its sender has; that he presses it himself is checked besides. */
function formatLink(code: string, yes: boolean): string {
  return `link:${yes ? "yes" : "no"}:${code}`;
}

function parseLink(data: string): { readonly code: string; readonly yes: boolean } | undefined {
  const [, word, code] = /^link:(yes|no):([\w-]{32})$/.exec(data) ?? [];
  return code === undefined ? undefined : { code, yes: word === "yes" };
}
