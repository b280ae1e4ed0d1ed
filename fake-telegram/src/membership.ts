import type { ChatMember, Message, Update, User } from "@grammyjs/types";
import type { Bot } from "./bots.ts";
import { type BotStatus, type ChatRef, type ChatState, type Person, toChat, toUser } from "./chats.ts";
import { seconds, toJson } from "./messages.ts";
import { lifetimes } from "./updates.ts";

export type GroupOptions = {
  readonly title?: string;
  readonly id?: number;
  /** Default: a basic group; a forum is always a supergroup. */
  readonly supergroup?: boolean;
  readonly forum?: boolean;
  readonly members?: readonly Person[];
  readonly botIsAdmin?: boolean;
};

const owner: Person = { id: 999_000_001, name: "Owner" };

/** A person blocks the bot or lets it in again: my_chat_member, and sends fail. */
export function setBlocked(bot: Bot, person: Person, blocked: boolean): void {
  const chat = bot.chats.private(person);
  if (chat.blocked === blocked) return;
  chat.blocked = blocked;
  const [from, to]: BotStatus[] = blocked ? ["member", "kicked"] : ["kicked", "member"];
  announceStatus(bot, chat, toUser(person), from ?? "member", to ?? "member");
}

/** Makes a group with the bot in it; returns the chat's id. */
export function makeGroup(bot: Bot, options: GroupOptions): number {
  const forum = options.forum ?? false;
  const chat = bot.chats.add({
    type: forum || options.supergroup === true ? "supergroup" : "group",
    title: options.title ?? "A group",
    forum,
    ...(options.id !== undefined && { id: options.id }),
  });
  for (const person of options.members ?? []) chat.members.set(person.id, toUser(person));
  chat.botStatus = options.botIsAdmin === true ? "administrator" : "member";
  announceStatus(bot, chat, toUser(owner), "left", chat.botStatus);
  announceService(bot, chat, { new_chat_members: [bot.user] });
  return chat.id;
}

/** Throws the bot out of a group: banned, or only removed, which leaves it `left`. */
export function kick(bot: Bot, ref: ChatRef, status: "kicked" | "left"): void {
  const chat = bot.chats.get(ref);
  const before = chat.botStatus;
  chat.botStatus = status;
  announceStatus(bot, chat, toUser(owner), before, status);
}

/** A basic group becomes a supergroup: a new id, and nothing of the old messages can be reached; returns the new id. */
export function migrate(bot: Bot, ref: ChatRef): number {
  const old = bot.chats.get(ref);
  if (old.type !== "group") throw new Error(`Chat ${old.id} is a ${old.type}, only a basic group migrates`);
  const next = bot.chats.add({ type: "supergroup", title: old.title, forum: false });
  for (const [id, member] of old.members) next.members.set(id, member);
  next.botStatus = old.botStatus;
  announceService(bot, old, { migrate_to_chat_id: next.id });
  old.migratedTo = next.id;
  announceService(bot, next, { migrate_from_chat_id: old.id });
  return next.id;
}

/** Opens a forum topic; returns its thread id. */
export function openTopic(bot: Bot, ref: ChatRef, name: string): number {
  const chat = bot.chats.get(ref);
  if (!chat.forum) throw new Error(`Chat ${chat.id} is no forum`);
  return announceService(bot, chat, { forum_topic_created: { name, icon_color: 7_322_096 } }, (threadId) =>
    chat.topics.set(threadId, { name, deleted: false }),
  );
}

/** Deletes a topic with all that was said in it; the bot is not told. */
export function deleteTopic(bot: Bot, ref: ChatRef, threadId: number): void {
  const chat = bot.chats.get(ref);
  const topic = chat.topics.get(threadId);
  if (topic === undefined) throw new Error(`Chat ${chat.id} has no topic ${threadId}`);
  topic.deleted = true;
  for (const message of chat.messages.values()) if (message.threadId === threadId) message.deleted = true;
}

/** Deletes a message for everyone; the bot is not told. */
export function deleteByHuman(bot: Bot, ref: ChatRef, messageId: number): void {
  const message = bot.chats.get(ref).messages.get(messageId);
  if (message === undefined) throw new Error(`There is no message ${messageId}`);
  message.deleted = true;
}

export function join(bot: Bot, ref: ChatRef, person: Person): void {
  const chat = bot.chats.get(ref);
  chat.members.set(person.id, toUser(person));
  announceService(bot, chat, { new_chat_members: [toUser(person)] }, undefined, toUser(person));
}

function announceStatus(bot: Bot, chat: ChatState, from: User, before: BotStatus, after: BotStatus): void {
  const my_chat_member = {
    chat: toChat(chat),
    from,
    date: seconds(bot.now()),
    old_chat_member: toMember(bot.user, before),
    new_chat_member: toMember(bot.user, after),
  };
  bot.queue.push("my_chat_member", { my_chat_member }, `status:${chat.id}`, lifetimes.message);
}

function toMember(user: User, status: BotStatus): ChatMember {
  switch (status) {
    case "kicked":
      return { status, user, until_date: 0 };
    case "administrator":
      return { status, user, ...administratorRights };
    default:
      return { status, user };
  }
}

const administratorRights = {
  can_be_edited: false,
  is_anonymous: false,
  can_manage_chat: true,
  can_delete_messages: true,
  can_manage_video_chats: false,
  can_restrict_members: false,
  can_promote_members: false,
  can_change_info: false,
  can_invite_users: true,
  can_post_stories: false,
  can_edit_stories: false,
  can_delete_stories: false,
  can_send_welcome_messages: false,
};

// Service messages reach every bot in the group, privacy mode or not.
function announceService(
  bot: Bot,
  chat: ChatState,
  extra: Partial<Message>,
  onStored?: (id: number) => void,
  from: User = toUser(owner),
): number {
  const threadId = extra.forum_topic_created === undefined ? undefined : nextThread(chat);
  const message = bot.store(chat, {
    threadId,
    byBot: false,
    from,
    content: { text: "", entities: [] },
    html: undefined,
    keyboard: undefined,
    markup: { kind: "none" },
    replyTo: undefined,
    silent: true,
    extra,
  });
  onStored?.(message.id);
  const update = { message: toJson(message) } as Omit<Update, "update_id">;
  bot.queue.push("message", update, `chat:${chat.id}`, lifetimes.message);
  return message.id;
}

// A topic's thread id is the id of the service message that opened it, which comes next.
function nextThread(chat: ChatState): number {
  return Math.max(0, ...chat.messages.keys()) + 1;
}
