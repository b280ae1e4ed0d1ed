import { z } from "zod";
import { visible } from "@loopgate/contract";
import { cut } from "./html.ts";
import { parseChoice } from "./choice.ts";

export type Person = { readonly id: string; readonly name: string };
export type ChatOf = {
  readonly id: string;
  readonly isPrivate: boolean;
  readonly topicId?: number;
  readonly title?: string;
};

/** What a person meant with an update. Nothing else of it goes further. */
export type Intent =
  | {
      readonly kind: "press";
      readonly pressId: string;
      readonly from: Person;
      readonly chatId: string;
      readonly messageId: number;
      readonly data: string;
    }
  | {
      readonly kind: "say";
      readonly from: Person;
      readonly chat: ChatOf;
      readonly messageId: number;
      readonly text: string | undefined;
      readonly replyTo?: Replied;
    }
  | {
      readonly kind: "command";
      readonly from: Person;
      readonly chat: ChatOf;
      readonly messageId: number;
      readonly name: string;
      readonly botName?: string;
      /** The first word after the command. */
      readonly argument?: string;
    }
  | { readonly kind: "arrived"; readonly chat: ChatOf }
  | { readonly kind: "none"; readonly why: string };

/** The message that was replied to; `token` is on its own buttons, as Telegram remembers them. */
type Replied = { readonly messageId: number; readonly token?: string };

/** Only an unedited message that a person wrote himself, in his own name, into a chat with the bot, may answer. */
export function readUpdate(body: unknown): Intent {
  const { success, data: update } = Update.safeParse(body);
  if (!success) return { kind: "none", why: "unreadable" };
  if (update.callback_query) return readPress(update.callback_query);
  if (update.message) return readMessage(update.message);
  if (update.my_chat_member) return readMembership(update.my_chat_member);
  return { kind: "none", why: "another kind of update" };
}

/**
 * In one lane the order matters: presses and replies by their person, since a reply answers what a press has asked, and must not
 * overtake it; other messages by their chat.
 */
export function laneOf(body: unknown): string {
  const { data: update } = Lanes.safeParse(body);
  if (update?.callback_query) return `u:${update.callback_query.from.id}`;
  const { message } = update ?? {};
  if (message?.from && message.reply_to_message !== undefined) return `u:${message.from.id}`;
  return message ? `c:${message.chat.id}` : "o";
}

export function updateIdOf(body: unknown): number | undefined {
  return z.object({ update_id: z.int().min(0) }).safeParse(body).data?.update_id;
}

const COMMANDS = new Set(["start", "status", "pending", "help", "link"]);

const User = z.object({
  id: z.int(),
  is_bot: z.boolean(),
  first_name: z.string().catch(""),
  last_name: z.string().optional(),
});
const Chat = z.object({ id: z.int(), type: z.string(), title: z.string().optional() });
const Button = z.object({ callback_data: z.string().optional() });
const Buttons = z.object({ inline_keyboard: z.array(z.array(Button)) });
/** A mark whose mere presence says something. */
const Mark = z.unknown().optional();

const Message = z.object({
  message_id: z.int(),
  chat: Chat,
  from: User.optional(),
  text: z.string().optional(),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  reply_to_message: z
    .object({ message_id: z.int(), from: User.optional(), reply_markup: Buttons.optional().catch(undefined) })
    .optional(),
  sender_chat: Mark,
  forward_origin: Mark,
  forward_date: Mark,
  is_automatic_forward: Mark,
  via_bot: Mark,
  edit_date: Mark,
  business_connection_id: Mark,
  sender_business_bot: Mark,
  guest_query_id: Mark,
});
type Message = z.infer<typeof Message>;

const Press = z.object({
  id: z.string(),
  from: User,
  data: z.string().optional(),
  message: z.object({ message_id: z.int(), chat: Chat, business_connection_id: Mark }).optional(),
});

const Membership = z.object({
  chat: Chat,
  old_chat_member: z.object({ status: z.string() }),
  new_chat_member: z.object({ status: z.string() }),
});

const Update = z.object({
  message: Message.optional(),
  callback_query: Press.optional(),
  my_chat_member: Membership.optional(),
});
const By = z.object({ id: z.int() });
const Lanes = z.object({
  message: z.object({ chat: By, from: By.optional(), reply_to_message: z.unknown().optional() }).optional(),
  callback_query: z.object({ from: By }).optional(),
});

function readPress({ id, from, data, message }: z.infer<typeof Press>): Intent {
  if (from.is_bot) return { kind: "none", why: "pressed by a bot" };
  if (!message || data === undefined) return { kind: "none", why: "a press without a message" };
  if (message.business_connection_id !== undefined) return { kind: "none", why: "a business message" };
  return {
    kind: "press",
    pressId: id,
    from: person(from),
    chatId: String(message.chat.id),
    messageId: message.message_id,
    data,
  };
}

function readMessage(message: Message): Intent {
  const { from, text, message_id: messageId } = message;
  const why = strangeness(message);
  if (why !== undefined || !from) return { kind: "none", why: why ?? "no sender" };
  const chat = chatOf(message);
  const command = /^\/([a-z0-9_]{1,32})(?:@(\w+))?(?:\s+(\S+)|\s|$)/i.exec(text ?? "");
  const replied = message.reply_to_message;
  // A reply to a bot may be an answer that only looks like a command: "/usr".
  if (command && (COMMANDS.has(command[1]?.toLowerCase() ?? "") || replied?.from?.is_bot !== true)) {
    const [, name = "", botName, argument] = command;
    return {
      kind: "command",
      from: person(from),
      chat,
      messageId,
      name: name.toLowerCase(),
      ...(botName && { botName }),
      ...(argument && { argument }),
    };
  }
  const reply = replied && { messageId: replied.message_id, ...tokenOn(replied) };
  return { kind: "say", from: person(from), chat, messageId, text, ...(reply && { replyTo: reply }) };
}

/** What makes a message unfit to answer anything. */
function strangeness(message: Message): string | undefined {
  if (!["private", "group", "supergroup"].includes(message.chat.type)) return "not a chat of people";
  if (message.from?.is_bot !== false) return "not from a person";
  if (message.sender_chat !== undefined) return "in the name of a chat";
  if (message.forward_origin !== undefined || message.forward_date !== undefined) return "forwarded";
  if (message.is_automatic_forward !== undefined) return "forwarded";
  if (message.via_bot !== undefined) return "through another bot";
  if (message.edit_date !== undefined) return "edited";
  if (message.business_connection_id !== undefined || message.sender_business_bot !== undefined)
    return "a business message";
  return message.guest_query_id === undefined ? undefined : "from outside the chat";
}

function tokenOn({ reply_markup }: NonNullable<Message["reply_to_message"]>): Pick<Replied, "token"> {
  const data = (reply_markup?.inline_keyboard ?? []).flat().flatMap(({ callback_data }) => callback_data ?? []);
  const token = data.map((one) => parseChoice(one)?.token).find((one) => one !== undefined);
  return token === undefined ? {} : { token };
}

function readMembership({ chat, old_chat_member: before, new_chat_member: after }: z.infer<typeof Membership>): Intent {
  const isIn = (status: string) => ["member", "administrator", "restricted"].includes(status);
  const isGroup = chat.type === "group" || chat.type === "supergroup";
  if (!isGroup || isIn(before.status) || !isIn(after.status)) return { kind: "none", why: "membership" };
  return { kind: "arrived", chat: { id: String(chat.id), isPrivate: false } };
}

/** The thread's id names a topic only in a forum; elsewhere it is a thread of replies. */
function chatOf({ chat, is_topic_message, message_thread_id }: Message): ChatOf {
  const topicId = is_topic_message ? message_thread_id : undefined;
  const title = chat.title === undefined ? undefined : cut(visible(chat.title).text, 64);
  return {
    id: String(chat.id),
    isPrivate: chat.type === "private",
    ...(topicId !== undefined && { topicId }),
    ...(title && { title }),
  };
}

/** Names are for people to read; who it is, only the number says. */
function person({ id, first_name, last_name }: z.infer<typeof User>): Person {
  const name = visible([first_name, last_name ?? ""].join(" ").trim()).text;
  return { id: String(id), name: cut(name === "" ? String(id) : name, 64) };
}
