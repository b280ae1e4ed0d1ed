import type { CallbackQuery, InlineKeyboardButton, Message, MessageEntity, User } from "@grammyjs/types";
import type { Bot } from "./bots.ts";
import { type ChatRef, type ChatState, type Person, type StoredMessage, toChat, toUser } from "./chats.ts";
import { setBlocked } from "./membership.ts";
import { seconds, toJson } from "./messages.ts";
import { lifetimes } from "./updates.ts";

export type SayOptions = {
  /** The id of the message that this one replies to. */
  readonly replyTo?: number;
  readonly threadId?: number;
  /** Sent through another, inline bot. */
  readonly viaBot?: boolean;
  readonly forwarded?: boolean;
  /** Sent in the name of the group by an anonymous administrator. */
  readonly senderChat?: boolean;
  /** Only the edit of it reaches the bot. */
  readonly edited?: boolean;
  /** To the person's own business account that the bot is connected to, not to the bot. */
  readonly business?: boolean;
};

/** A label as it stands on the button, or data that a modified client makes up. */
export type PressedButton = string | { readonly data: string };

/** Presses Start: only now may the bot write to this person. A deep link is `text: "/start payload"`. */
export function start(bot: Bot, person: Person, text = "/start"): void {
  const chat = bot.chats.private(person);
  if (chat.blocked) setBlocked(bot, person, false);
  say(bot, person, chat, text, {});
}

/** Writes a message; returns its id. What privacy mode keeps from the bot is stored, but makes no update. */
export function say(bot: Bot, person: Person, ref: ChatRef, text: string, options: SayOptions): number {
  const chat = chatFor(bot, person, ref);
  if (chat.type === "private" && options.business !== true) chat.started = true;
  chat.members.set(person.id, toUser(person));
  const message = bot.store(chat, {
    threadId: threadOf(chat, options),
    byBot: false,
    from: senderOf(person, options),
    content: { text, entities: findEntities(text) },
    html: undefined,
    keyboard: undefined,
    markup: { kind: "none" },
    replyTo: options.replyTo,
    silent: false,
    extra: marks(bot, chat, person, options),
  });
  if (options.edited === true) {
    message.editedAt = bot.now();
    message.edits++;
  }
  if (reachesBot(bot, message)) announce(bot, message, options);
  return message.id;
}

/** Presses a button; returns the callback query's id. Throws where the message has no such callback button. */
export function press(
  bot: Bot,
  person: Person,
  ref: ChatRef,
  messageId: number,
  button: PressedButton,
  inaccessible: boolean,
): string {
  const chat = chatFor(bot, person, ref);
  const message = chat.messages.get(messageId);
  const data = typeof button === "string" ? labelled(message, messageId, button) : button.data;
  chat.members.set(person.id, toUser(person));
  const id = bot.callbacks.open();
  const callback_query: CallbackQuery = {
    id,
    from: toUser(person),
    message:
      message === undefined || message.deleted || inaccessible
        ? { chat: toChat(chat), message_id: messageId, date: 0 }
        : toJson(message),
    chat_instance: String(chat.id * 7919),
    data,
  };
  bot.queue.push("callback_query", { callback_query }, `press:${person.id}`, lifetimes.press);
  return id;
}

function labelled(message: StoredMessage | undefined, messageId: number, label: string): string {
  if (message === undefined || message.deleted) throw new Error(`There is no message ${messageId} to press on`);
  const buttons: InlineKeyboardButton[] = message.keyboard?.inline_keyboard.flat() ?? [];
  const button = buttons.find((one) => one.text === label);
  if (button !== undefined && "callback_data" in button) return button.callback_data;
  const labels = buttons.map((one) => JSON.stringify(one.text)).join(", ");
  throw new Error(`Message ${messageId} has no button ${JSON.stringify(label)} to press, but [${labels}]`);
}

function chatFor(bot: Bot, person: Person, ref: ChatRef): ChatState {
  const own = (typeof ref === "number" ? ref : ref.id) === person.id;
  const chat = own ? bot.chats.private(person) : bot.chats.get(ref);
  if (chat.type === "private" && !own)
    throw new Error(`Person ${person.id} can't write in the private chat ${chat.id}`);
  if (chat.blocked) throw new Error(`Person ${person.id} has blocked the bot: unblock it first`);
  if (chat.deleted || chat.migratedTo !== undefined) throw new Error(`The chat ${chat.id} is gone`);
  return chat;
}

// A reply inside a plain supergroup carries the id of the message that began the thread, though it is no topic.
function threadOf(chat: ChatState, options: SayOptions): number | undefined {
  const target = options.replyTo === undefined ? undefined : chat.messages.get(options.replyTo);
  if (chat.forum) return options.threadId ?? target?.threadId;
  if (chat.type !== "supergroup" || target === undefined) return undefined;
  return target.threadId ?? target.id;
}

const groupAnonymousBot: User = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: "Group",
  username: "GroupAnonymousBot",
};

function senderOf(person: Person, options: SayOptions): User {
  return options.senderChat === true ? groupAnonymousBot : toUser(person);
}

function marks(bot: Bot, chat: ChatState, person: Person, options: SayOptions): Partial<Message> {
  return {
    ...(options.viaBot === true && {
      via_bot: { id: 8_999_999_999, is_bot: true, first_name: "Another", username: "another_inline_bot" },
    }),
    ...(options.forwarded === true && {
      forward_origin: { type: "user" as const, sender_user: toUser(person), date: seconds(bot.now()) },
    }),
    ...(options.senderChat === true && { sender_chat: toChat(chat) }),
    ...(options.business === true && { business_connection_id: "AbCdEf0123456789" }),
  };
}

/** Privacy mode: in groups only commands, unless for another bot, and replies to the bot (core.telegram.org/bots/features). */
function reachesBot(bot: Bot, message: StoredMessage): boolean {
  const { chat } = message;
  if (chat.type === "private") return true;
  if (chat.botStatus === "left" || chat.botStatus === "kicked") return false;
  if (!bot.privacy || chat.botStatus === "administrator") return true;
  const target = message.replyTo === undefined ? undefined : chat.messages.get(message.replyTo);
  if (target?.byBot === true) return true;
  const command = /^\/\w+(?:@(\w+))?/.exec(message.content.text);
  return (
    command !== null && (command[1] === undefined || command[1].toLowerCase() === bot.user.username?.toLowerCase())
  );
}

function announce(bot: Bot, message: StoredMessage, options: SayOptions): void {
  const json = toJson(message);
  const lane = `chat:${message.chat.id}`;
  if (options.business === true) {
    const kind = options.edited === true ? "edited_business_message" : "business_message";
    bot.queue.push(kind, { [kind]: json }, `business:${message.chat.id}`, lifetimes.message);
    return;
  }
  const kind = options.edited === true ? "edited_message" : "message";
  bot.queue.push(kind, { [kind]: json }, lane, lifetimes.message);
}

// What a client marks in a text as it is typed, as far as bots look at it.
function findEntities(text: string): MessageEntity[] {
  const found: MessageEntity[] = [];
  for (const match of text.matchAll(/(?<![\w/])\/[a-zA-Z0-9_]{1,64}(?:@\w+)?/g)) {
    found.push({ type: "bot_command", offset: match.index, length: match[0].length });
  }
  for (const match of text.matchAll(/(?<![\w/@])@[a-zA-Z]\w{3,31}/g)) {
    found.push({ type: "mention", offset: match.index, length: match[0].length });
  }
  return found.toSorted((a, b) => a.offset - b.offset);
}
