import type { Log } from "../../kit/log.ts";
import type { Bot, Keyboard, SendOptions, Text } from "./api.ts";
import { reasonOf, troubleOf } from "./errors.ts";
import { plain, withoutLiveTimes, type Html } from "./html.ts";
import type { Place } from "./place.ts";

/** Sends and edits HTML; where the server does not take it, the same words without tags, so that a person sees them. */
export type Writer = {
  /** Answers the message's id. Rejects like the bot's own calls. */
  send(to: Place, html: Html, options?: SendOptions): Promise<number>;
  edit(chatId: string, messageId: number, html: Html, keyboard?: Keyboard): Promise<void>;
};

export function createWriter({ bot, log }: { readonly bot: Bot; readonly log: Log }): Writer {
  let knowsLiveTimes = true;

  async function write<T>(html: Html, attempt: (text: Text) => Promise<T>): Promise<T> {
    try {
      return await attempt({ text: knowsLiveTimes ? html : withoutLiveTimes(html), parse_mode: "HTML" });
    } catch (error) {
      if (troubleOf(error).kind !== "malformed") throw error;
      if (knowsLiveTimes && html.includes("<tg-time") && reasonOf(error).includes("tg-time")) {
        log.info("this Bot API server does not know live times; deadlines are written out instead");
        knowsLiveTimes = false;
        return write(html, attempt);
      }
      log.error("Telegram did not take a message's HTML; it was sent as plain text", { error: reasonError(error) });
      return attempt({ text: plain(html) });
    }
  }

  /** Where the topic was deleted the message goes to the chat's root. */
  async function send(to: Place, text: Text, options: SendOptions): Promise<number> {
    try {
      return await bot.send(to, text, options);
    } catch (error) {
      if (to.topicId === undefined || troubleOf(error).kind !== "no_topic") throw error;
      log.warn("a topic no longer exists; its message goes to the chat itself", { channel: "telegram" });
      return bot.send({ chatId: to.chatId }, text, options);
    }
  }

  return {
    send: (to, html, options = {}) => write(html, (text) => send(to, text, options)),
    edit: (chatId, messageId, html, keyboard) => write(html, (text) => bot.edit(chatId, messageId, text, keyboard)),
  };
}

/** Without the call's payload, which holds what agents and people wrote. */
function reasonError(error: unknown): Error {
  return new Error(reasonOf(error));
}
