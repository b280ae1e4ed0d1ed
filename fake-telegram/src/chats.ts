import type { Chat, InlineKeyboardMarkup, Message, User } from "@grammyjs/types";
import type { FormattedText } from "./html.ts";
import type { Markup } from "./markup.ts";

/** A person with a Telegram account. */
export type Person = {
  readonly id: number;
  readonly name?: string;
  readonly lastName?: string;
  readonly username?: string;
  readonly languageCode?: string;
};

/** A chat by its id, or the private chat with a person. */
export type ChatRef = number | { readonly id: number };

export type StoredMessage = {
  readonly id: number;
  readonly chat: ChatState;
  readonly threadId: number | undefined;
  readonly from: User;
  readonly byBot: boolean;
  content: FormattedText;
  /** The HTML that the bot sent, as it came. */
  html: string | undefined;
  keyboard: InlineKeyboardMarkup | undefined;
  readonly markup: Markup;
  readonly replyTo: number | undefined;
  readonly silent: boolean;
  /** Milliseconds. */
  readonly sentAt: number;
  editedAt: number | undefined;
  edits: number;
  deleted: boolean;
  /** Service fields and marks (forward_origin, via_bot, …) that go into the JSON as they are. */
  readonly extra: Partial<Message>;
};

export type BotStatus = "member" | "administrator" | "left" | "kicked";

export type ChatState = {
  readonly id: number;
  readonly type: "private" | "group" | "supergroup";
  readonly title: string;
  readonly forum: boolean;
  /** The other side of a private chat. */
  readonly person: User | undefined;
  started: boolean;
  blocked: boolean;
  deactivated: boolean;
  deleted: boolean;
  botStatus: BotStatus;
  migratedTo: number | undefined;
  readonly members: Map<number, User>;
  readonly topics: Map<number, { name: string; deleted: boolean }>;
  readonly messages: Map<number, StoredMessage>;
};

export type Chats = {
  find(id: number): ChatState | undefined;
  /** The chat, or a throw: for the human side, where an unknown chat is a mistake in a test. */
  get(ref: ChatRef): ChatState;
  /** The private chat with a person, made on first use. */
  private(person: Person): ChatState;
  add(options: { type: "group" | "supergroup"; id?: number; title: string; forum: boolean }): ChatState;
  nextMessageId(chat: ChatState): number;
  /** Whether the bot has seen this person in any group. */
  met(personId: number): boolean;
  all(): Iterable<ChatState>;
};

export function createChats(): Chats {
  const chats = new Map<number, ChatState>();
  // Private chats and basic groups share one row of message ids per account; each supergroup has its own.
  let sharedMessageId = 0;
  const ownMessageIds = new Map<number, number>();
  let groups = 0;

  return {
    find: (id) => chats.get(id),
    get(ref) {
      const chat = chats.get(idOf(ref));
      if (chat === undefined) throw new Error(`There is no chat ${idOf(ref)}: start or make it first`);
      return chat;
    },
    private(person) {
      const known = chats.get(person.id);
      if (known !== undefined) return known;
      return remember(emptyChat({ id: person.id, type: "private", person: toUser(person) }));
    },
    add(options) {
      groups++;
      const id = options.id ?? (options.type === "group" ? -(4_000_000 + groups) : -(1_001_000_000_000 + groups));
      if (chats.has(id)) throw new Error(`There is a chat ${id} already`);
      return remember(emptyChat({ ...options, id }));
    },
    nextMessageId(chat) {
      if (chat.type !== "supergroup") return ++sharedMessageId;
      const id = (ownMessageIds.get(chat.id) ?? 0) + 1;
      ownMessageIds.set(chat.id, id);
      return id;
    },
    met: (personId) => [...chats.values()].some((chat) => chat.type !== "private" && chat.members.has(personId)),
    all: () => chats.values(),
  };

  function remember(chat: ChatState): ChatState {
    chats.set(chat.id, chat);
    return chat;
  }
}

function emptyChat(given: Pick<ChatState, "id" | "type"> & Partial<ChatState>): ChatState {
  return {
    title: "",
    forum: false,
    person: undefined,
    started: false,
    blocked: false,
    deactivated: false,
    deleted: false,
    botStatus: "member",
    migratedTo: undefined,
    members: new Map(),
    topics: new Map(),
    messages: new Map(),
    ...given,
  };
}

function idOf(ref: ChatRef): number {
  return typeof ref === "number" ? ref : ref.id;
}

export function toUser(person: Person): User {
  return {
    id: person.id,
    is_bot: false,
    first_name: person.name ?? `Person ${person.id}`,
    ...(person.lastName !== undefined && { last_name: person.lastName }),
    ...(person.username !== undefined && { username: person.username }),
    ...(person.languageCode !== undefined && { language_code: person.languageCode }),
  };
}

export function toChat(chat: ChatState): Chat {
  switch (chat.type) {
    case "private":
      return {
        id: chat.id,
        type: "private",
        first_name: chat.person?.first_name ?? "",
        ...(chat.person?.last_name !== undefined && { last_name: chat.person.last_name }),
        ...(chat.person?.username !== undefined && { username: chat.person.username }),
      };
    case "group":
      return { id: chat.id, type: "group", title: chat.title };
    case "supergroup":
      return { id: chat.id, type: "supergroup", title: chat.title, ...(chat.forum && { is_forum: true }) };
  }
}
