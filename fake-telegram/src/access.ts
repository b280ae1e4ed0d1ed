import type { Chats, ChatState } from "./chats.ts";
import { Refusal } from "./errors.ts";
import { readString, type Parameters } from "./parameters.ts";

/** The chat that a request names, if the bot may write there; each refusal in the server's order and words. */
export function writableChat(chats: Chats, parameters: Parameters): ChatState {
  const chat = namedChat(chats, parameters);
  return chat.type === "private" ? writablePrivate(chats, chat) : writableGroup(chat);
}

/** The chat that a request names, if the bot may at least look at it. */
export function readableChat(chats: Chats, parameters: Parameters): ChatState {
  const chat = namedChat(chats, parameters);
  if (chat.type === "supergroup") return writableGroup(chat);
  if (chat.type === "private" && !chat.started && !chats.met(chat.id)) throw new Refusal("chatNotFound");
  return chat;
}

function namedChat(chats: Chats, parameters: Parameters): ChatState {
  const id = readString(parameters, "chat_id");
  if (id === "") throw new Refusal("chatIdEmpty");
  const chat = chats.find(Number(id));
  if (chat !== undefined) return chat;
  if (chats.met(Number(id))) throw new Refusal("neverStarted");
  throw new Refusal("chatNotFound");
}

function writablePrivate(chats: Chats, chat: ChatState): ChatState {
  if (chat.deactivated) throw new Refusal("userDeactivated");
  if (chat.blocked) throw new Refusal("blockedByUser");
  if (!chat.started) throw new Refusal(chats.met(chat.id) ? "neverStarted" : "chatNotFound");
  return chat;
}

function writableGroup(chat: ChatState): ChatState {
  const supergroup = chat.type === "supergroup";
  if (chat.migratedTo !== undefined) {
    throw new Refusal("groupUpgraded", {}, { migrate_to_chat_id: chat.migratedTo });
  }
  if (chat.deleted) throw new Refusal(supergroup ? "chatNotFound" : "groupDeleted");
  if (chat.botStatus === "kicked") throw new Refusal(supergroup ? "kickedFromSupergroup" : "kickedFromGroup");
  if (chat.botStatus === "left") throw new Refusal(supergroup ? "notMemberOfSupergroup" : "notMemberOfGroup");
  return chat;
}
