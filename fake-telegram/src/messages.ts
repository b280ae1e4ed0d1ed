import type { Message, MessageEntity } from "@grammyjs/types";
import { type ChatState, type StoredMessage, toChat } from "./chats.ts";

/** A message of the bot as a person sees it. */
export type SeenMessage = {
  readonly id: number;
  readonly chatId: number;
  readonly threadId: number | undefined;
  /** After parsing. */
  readonly text: string;
  readonly entities: readonly MessageEntity[];
  /** The source, where the bot sent HTML. */
  readonly html: string | undefined;
  readonly keyboard: readonly (readonly SeenButton[])[];
  readonly forceReply: { readonly placeholder: string | undefined; readonly selective: boolean } | undefined;
  readonly replyTo: number | undefined;
  readonly silent: boolean;
  readonly edits: number;
  /** Milliseconds. */
  readonly date: number;
  readonly deleted: boolean;
};

export type SeenButton = {
  readonly text: string;
  readonly data: string | undefined;
  readonly url: string | undefined;
  readonly style: "danger" | "success" | "primary" | undefined;
};

export function toSeen(message: StoredMessage): SeenMessage {
  const { markup } = message;
  return {
    id: message.id,
    chatId: message.chat.id,
    threadId: message.threadId,
    text: message.content.text,
    entities: message.content.entities,
    html: message.html,
    keyboard: (message.keyboard?.inline_keyboard ?? []).map((row) =>
      row.map((button) => ({
        text: button.text,
        data: "callback_data" in button ? button.callback_data : undefined,
        url: "url" in button ? button.url : undefined,
        style: button.style,
      })),
    ),
    forceReply:
      markup.kind === "forceReply"
        ? { placeholder: markup.markup.input_field_placeholder, selective: markup.markup.selective === true }
        : undefined,
    replyTo: message.replyTo,
    silent: message.silent,
    edits: message.edits,
    date: message.sentAt,
    deleted: message.deleted,
  };
}

/** The message as the Bot API tells it, with the message it answers, but not what that one answers. */
export function toJson(message: StoredMessage): Message {
  const target = repliedMessage(message);
  return { ...withoutReply(message), ...(target !== undefined && { reply_to_message: asReply(target) }) };
}

/**
 * What `reply_to_message` shows. In a topic every message that answers none "answers" the service message that
 * opened the topic: a trap for who takes any reply_to_message for a reply.
 */
function repliedMessage(message: StoredMessage): StoredMessage | undefined {
  const id = message.replyTo ?? (message.chat.forum ? message.threadId : undefined);
  const target = id === undefined ? undefined : message.chat.messages.get(id);
  return target === message || target?.deleted === true ? undefined : target;
}

function asReply(message: StoredMessage): NonNullable<Message["reply_to_message"]> {
  return withoutReply(message) as NonNullable<Message["reply_to_message"]>;
}

function withoutReply(message: StoredMessage): Message {
  const { chat, content } = message;
  return {
    message_id: message.id,
    from: message.from,
    chat: toChat(chat),
    date: seconds(message.sentAt),
    ...(message.threadId !== undefined && { message_thread_id: message.threadId }),
    ...(message.threadId !== undefined && chat.forum && { is_topic_message: true as const }),
    ...(message.editedAt !== undefined && { edit_date: seconds(message.editedAt) }),
    ...(content.text !== "" && { text: content.text }),
    ...(content.entities.length > 0 && { entities: [...content.entities] }),
    ...(message.keyboard !== undefined && { reply_markup: message.keyboard }),
    ...message.extra,
  };
}

export function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** The bot's own message under this id, if it still stands there. */
export function ownMessage(chat: ChatState, id: number | undefined): StoredMessage | undefined {
  const message = id === undefined ? undefined : chat.messages.get(id);
  return message?.deleted === true ? undefined : message;
}
