import type { Message } from "@grammyjs/types";
import { writableChat } from "./access.ts";
import type { Bot } from "./bots.ts";
import type { ChatState, StoredMessage } from "./chats.ts";
import { Refusal } from "./errors.ts";
import { checkKeyboard, isRecord, type Markup, readMarkup } from "./markup.ts";
import { ownMessage, toJson } from "./messages.ts";
import { readBoolean, readId, readInteger, readJson, readString, type Parameters } from "./parameters.ts";
import { checkLength, readText, type TextParameters } from "./text.ts";

/** sendMessage: the checks stand in the server's order, so that of two mistakes the same one is told. */
export function sendMessage(bot: Bot, parameters: Parameters): Message.TextMessage {
  const content = readText(textParameters(parameters), bot.unknownTags);
  const reply = readReply(parameters);
  const markup = readMarkup(parameters["reply_markup"]);
  const chat = writableChat(bot.chats, parameters);
  const replyTo = resolveReply(chat, reply);
  const threadId = resolveThread(chat, readId(parameters, "message_thread_id"));
  checkLength(content);
  checkKeyboard(markup, chat.type === "private");

  const message = bot.store(chat, {
    threadId,
    byBot: true,
    from: bot.user,
    content,
    html: htmlSource(parameters),
    keyboard: keyboardOf(markup),
    markup,
    replyTo,
    silent: readBoolean(parameters, "disable_notification"),
    extra: {},
  });
  return toJson(message) as Message.TextMessage;
}

export function textParameters(parameters: Parameters): TextParameters {
  return {
    text: readString(parameters, "text"),
    parse_mode: readString(parameters, "parse_mode"),
    entities: readJson(parameters, "entities") as TextParameters["entities"],
  };
}

export function htmlSource(parameters: Parameters): string | undefined {
  return readString(parameters, "parse_mode").toLowerCase() === "html" ? readString(parameters, "text") : undefined;
}

export function keyboardOf(markup: Markup): StoredMessage["keyboard"] {
  return markup.kind === "inline" ? markup.markup : undefined;
}

type Reply = { messageId: number | undefined; required: boolean };

function readReply(parameters: Parameters): Reply {
  const given = readJson(parameters, "reply_parameters");
  if (given === undefined) {
    return {
      messageId: readId(parameters, "reply_to_message_id"),
      required: !readBoolean(parameters, "allow_sending_without_reply"),
    };
  }
  if (!isRecord(given)) throw new Refusal("replyParametersNotObject");
  return {
    messageId: readInteger(given, "message_id", 0),
    required: !readBoolean(given, "allow_sending_without_reply"),
  };
}

function resolveReply(chat: ChatState, reply: Reply): number | undefined {
  if (reply.messageId === undefined) return undefined;
  if (ownMessage(chat, reply.messageId) !== undefined) return reply.messageId;
  if (reply.required) throw new Refusal("replyNotFound");
  return undefined;
}

// The General topic has the id 1 among people, but a bot must leave it out.
function resolveThread(chat: ChatState, threadId: number | undefined): number | undefined {
  if (threadId === undefined) return undefined;
  const topic = chat.topics.get(threadId);
  if (topic === undefined || topic.deleted) throw new Refusal("threadNotFound");
  return threadId;
}
