import type { Bot } from "./bots.ts";
import type { Answer } from "./callbacks.ts";
import type { ChatRef, Person } from "./chats.ts";
import { press, type PressedButton, say, type SayOptions, start } from "./humans.ts";
import {
  deleteByHuman,
  deleteTopic,
  type GroupOptions,
  join,
  kick,
  makeGroup,
  migrate,
  openTopic,
  setBlocked,
} from "./membership.ts";
import { type SeenMessage, toSeen } from "./messages.ts";

/** What people do; what the bot should hear of it becomes an update. */
export type HumanSide = {
  /** Presses Start, or follows a deep link (`"/start payload"`): from now on the bot may write to this person. */
  start(user: Person, text?: string): void;
  /** Has pressed Start long ago: the bot may write, and no update tells of it. */
  know(user: Person): void;
  /** Returns the message's id. In a private chat it also opens the chat, as Start does. */
  say(user: Person, chat: ChatRef, text: string, options?: SayOptions): number;
  /**
   * Presses a button by its label, or sends made-up data; returns the callback query's id. Throws where the message
   * has no such callback button.
   */
  press(
    user: Person,
    chat: ChatRef,
    messageId: number,
    button: PressedButton,
    options?: { readonly inaccessible?: boolean },
  ): string;
  block(user: Person): void;
  unblock(user: Person): void;
  /** Deletes the account. */
  deactivate(user: Person): void;
  /** Makes a group with the bot in it; returns its id. */
  group(options?: GroupOptions): number;
  join(chat: ChatRef, user: Person): void;
  /** Throws the bot out: banned (the default), or only removed. */
  kick(chat: ChatRef, status?: "kicked" | "left"): void;
  /** Deletes a group; the bot is not told. */
  deleteGroup(chat: ChatRef): void;
  /** Turns a basic group into a supergroup; returns the new id. */
  migrate(chat: ChatRef): number;
  /** Opens a forum topic; returns its thread id. */
  topic(chat: ChatRef, name: string): number;
  deleteTopic(chat: ChatRef, threadId: number): void;
  deleteMessage(chat: ChatRef, messageId: number): void;
};

/** One bot seen from outside: the people around it, and what it showed them. */
export type BotSide = {
  readonly token: string;
  readonly username: string;
  readonly human: HumanSide;
  /** The bot's messages in a chat, oldest first, deleted ones marked; none where there is no such chat. */
  messages(chat: ChatRef): readonly SeenMessage[];
  /** What the bot answered to presses (answerCallbackQuery), oldest first. */
  answers(): readonly Answer[];
};

export function createBotSide(bot: Bot, changed: () => void): BotSide {
  /** Does it, then lets those look who wait for a change. */
  function told<Arguments extends unknown[], Result>(act: (...given: Arguments) => Result) {
    return (...given: Arguments): Result => {
      const result = act(...given);
      changed();
      return result;
    };
  }

  return {
    token: bot.token,
    username: bot.user.username ?? "",
    human: {
      start: told((user: Person, text?: string) => start(bot, user, text)),
      know: told((user: Person) => void (bot.chats.private(user).started = true)),
      say: told((user: Person, chat: ChatRef, text: string, options: SayOptions = {}) =>
        say(bot, user, chat, text, options),
      ),
      press: told(
        (user: Person, chat: ChatRef, id: number, button: PressedButton, options: { inaccessible?: boolean } = {}) =>
          press(bot, user, chat, id, button, options.inaccessible ?? false),
      ),
      block: told((user: Person) => setBlocked(bot, user, true)),
      unblock: told((user: Person) => setBlocked(bot, user, false)),
      deactivate: told((user: Person) => void (bot.chats.private(user).deactivated = true)),
      group: told((options: GroupOptions = {}) => makeGroup(bot, options)),
      join: told((chat: ChatRef, user: Person) => join(bot, chat, user)),
      kick: told((chat: ChatRef, status: "kicked" | "left" = "kicked") => kick(bot, chat, status)),
      deleteGroup: told((chat: ChatRef) => void (bot.chats.get(chat).deleted = true)),
      migrate: told((chat: ChatRef) => migrate(bot, chat)),
      topic: told((chat: ChatRef, name: string) => openTopic(bot, chat, name)),
      deleteTopic: told((chat: ChatRef, threadId: number) => deleteTopic(bot, chat, threadId)),
      deleteMessage: told((chat: ChatRef, id: number) => deleteByHuman(bot, chat, id)),
    },
    messages(ref) {
      const chat = bot.chats.find(typeof ref === "number" ? ref : ref.id);
      return [...(chat?.messages.values() ?? [])].filter((message) => message.byBot).map(toSeen);
    },
    answers: bot.callbacks.answers,
  };
}
