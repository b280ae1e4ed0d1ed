import type { Message, Update } from "@grammyjs/types";
import { writableChat } from "./access.ts";
import type { Bot } from "./bots.ts";
import type { ChatState, StoredMessage } from "./chats.ts";
import { Refusal } from "./errors.ts";
import type { FormattedText } from "./html.ts";
import { checkKeyboard, type Markup, readMarkup } from "./markup.ts";
import { ownMessage, toJson } from "./messages.ts";
import { readId, type Parameters } from "./parameters.ts";
import { htmlSource, keyboardOf, textParameters } from "./send.ts";
import { checkLength, readText } from "./text.ts";

type Edited = Update.Edited & Message;

/** editMessageText. Without reply_markup the keyboard goes: Telegram replaces both together. */
export function editMessageText(bot: Bot, parameters: Parameters): Update.Edited & Message.TextMessage {
  const content = readText(textParameters(parameters), bot.unknownTags);
  const markup = readMarkup(parameters["reply_markup"]);
  const message = editable(bot, parameters, markup);
  checkLength(content);
  return change(bot, message, {
    content,
    html: htmlSource(parameters),
    keyboard: keyboardOf(markup),
  }) as Update.Edited & Message.TextMessage;
}

/** editMessageReplyMarkup. Without reply_markup the keyboard goes, the text stays. */
export function editMessageReplyMarkup(bot: Bot, parameters: Parameters): Edited {
  const markup = readMarkup(parameters["reply_markup"]);
  const message = editable(bot, parameters, markup);
  return change(bot, message, { content: message.content, html: message.html, keyboard: keyboardOf(markup) });
}

function editable(bot: Bot, parameters: Parameters, markup: Markup): StoredMessage {
  const id = readId(parameters, "message_id");
  if (id === undefined) throw new Refusal("messageIdMissing");
  const chat = writableChat(bot.chats, parameters);
  const message = ownMessage(chat, id);
  if (message === undefined) throw new Refusal("editNotFound");
  // Nor can a message be edited that asks for a reply or carries another keyboard than an inline one.
  if (!message.byBot || message.markup.kind === "forceReply" || message.markup.kind === "other") {
    throw new Refusal("cantEdit");
  }
  if (markup.kind === "forceReply" || markup.kind === "other") throw new Refusal("inlineExpected");
  checkKeyboard(markup, chat.type === "private");
  return message;
}

type Change = Pick<StoredMessage, "html" | "keyboard"> & { content: FormattedText };

function change(bot: Bot, message: StoredMessage, next: Change): Edited {
  if (same(message.content, next.content) && same(message.keyboard, next.keyboard)) throw new Refusal("notModified");
  Object.assign(message, next);
  message.editedAt = bot.now();
  message.edits++;
  return toJson(message) as Edited;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const deletableFor = 48 * 3600 * 1000;

/** deleteMessage: own messages for 48 hours, those of others in private chats and for administrators. */
export function deleteMessage(bot: Bot, parameters: Parameters): true {
  const chat = writableChat(bot.chats, parameters);
  const message = ownMessage(chat, readId(parameters, "message_id"));
  if (message === undefined) throw new Refusal("deleteNotFound");
  if (!message.byBot && !mayDeleteOthers(chat)) throw new Refusal("cantDelete");
  if (bot.now() - message.sentAt > deletableFor && chat.botStatus !== "administrator") {
    throw new Refusal("cantDeleteForEveryone");
  }
  message.deleted = true;
  return true;
}

function mayDeleteOthers(chat: ChatState): boolean {
  return chat.type === "private" || chat.botStatus === "administrator";
}
