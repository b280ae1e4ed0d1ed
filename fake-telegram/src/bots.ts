import type { BotCommand, Update, User } from "@grammyjs/types";
import { createCallbacks, type Callbacks } from "./callbacks.ts";
import { type Chats, type ChatState, createChats, type StoredMessage } from "./chats.ts";
import type { Timers } from "./clock.ts";
import type { Parameters } from "./parameters.ts";
import { createPolling, type Polling } from "./polling.ts";
import { createUpdateQueue, type UpdateQueue } from "./updates.ts";
import { createWebhooks, type Webhooks } from "./webhooks.ts";

export type BotOptions = {
  readonly token: string;
  readonly name?: string;
  readonly username?: string;
  /** Whether the bot sees only what is meant for it in groups; as with BotFather, on unless turned off. */
  readonly privacy?: boolean;
};

/** How strict or modern the server is; each has Telegram's own value as its default. */
export type ServerTraits = {
  /** Start tags that this server does not know yet, for the fallback to plain text: `["tg-time"]`. */
  readonly unknownTags: readonly string[];
  readonly localServer: boolean;
  readonly antiSpin: boolean;
  readonly callbackAnswerSeconds: number;
};

/** One bot and the chats that it is in; two bots share nothing, not even the private chat with the same person. */
export type Bot = {
  readonly token: string;
  readonly user: User;
  readonly privacy: boolean;
  readonly unknownTags: readonly string[];
  readonly chats: Chats;
  readonly queue: UpdateQueue;
  readonly polling: Polling;
  readonly webhooks: Webhooks;
  readonly callbacks: Callbacks;
  readonly commands: Map<string, readonly BotCommand[]>;
  now(): number;
  store(chat: ChatState, message: NewMessage): StoredMessage;
};

type NewMessage = Omit<StoredMessage, "id" | "chat" | "sentAt" | "editedAt" | "edits" | "deleted">;

export function createBot(deps: {
  options: BotOptions;
  traits: ServerTraits;
  timers: Timers;
  readonly onUpdate: (update: Update) => void;
  execute(bot: Bot, method: string, parameters: Parameters): void;
}): Bot {
  const { options, traits, timers } = deps;
  const id = Number(options.token.split(":")[0]);
  const chats = createChats();
  const queue = createUpdateQueue({
    now: timers.now,
    firstId: 700_000_000 + (id % 1000),
    onPush: deps.onUpdate,
    onAdded: () => (webhooks.isSet() ? webhooks.wake() : polling.wake()),
  });
  const polling: Polling = createPolling({
    queue,
    timers,
    webhookIsSet: () => webhooks.isSet(),
    antiSpin: traits.antiSpin,
  });
  const webhooks: Webhooks = createWebhooks({
    queue,
    timers,
    local: traits.localServer,
    onSet: () => polling.abort("terminatedBySetWebhook"),
    execute: (method, parameters) => deps.execute(bot, method, parameters),
  });
  const bot: Bot = {
    token: options.token,
    user: {
      id,
      is_bot: true,
      first_name: options.name ?? "Loopgate",
      username: options.username ?? `fake_${id}_bot`,
    },
    privacy: options.privacy ?? true,
    unknownTags: traits.unknownTags,
    chats,
    queue,
    polling,
    webhooks,
    callbacks: createCallbacks({ now: timers.now, ttlSeconds: traits.callbackAnswerSeconds }),
    commands: new Map(),
    now: timers.now,
    store,
  };
  return bot;

  function store(chat: ChatState, given: NewMessage): StoredMessage {
    const message: StoredMessage = {
      ...given,
      id: chats.nextMessageId(chat),
      chat,
      sentAt: timers.now(),
      editedAt: undefined,
      edits: 0,
      deleted: false,
    };
    chat.messages.set(message.id, message);
    return message;
  }
}
