import type { BotCommand, ChatFullInfo, UserFromGetMe } from "@grammyjs/types";
import { readableChat, writableChat } from "./access.ts";
import type { Bot } from "./bots.ts";
import { toChat } from "./chats.ts";
import { Refusal } from "./errors.ts";
import { isRecord } from "./markup.ts";
import { readJson, readString, type Parameters } from "./parameters.ts";

export function getMe(bot: Bot): UserFromGetMe {
  return {
    ...bot.user,
    is_bot: true,
    username: bot.user.username ?? "",
    can_join_groups: true,
    can_read_all_group_messages: !bot.privacy,
    supports_inline_queries: false,
    can_connect_to_business: true,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  };
}

export function getChat(bot: Bot, parameters: Parameters): ChatFullInfo {
  return {
    ...toChat(readableChat(bot.chats, parameters)),
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: false,
      limited_gifts: false,
      unique_gifts: false,
      premium_subscription: false,
      gifts_from_channels: false,
    },
  };
}

const chatActions = new Set(
  "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker find_location record_video_note upload_video_note".split(
    " ",
  ),
);

export function sendChatAction(bot: Bot, parameters: Parameters): true {
  if (!chatActions.has(readString(parameters, "action"))) throw new Refusal("chatActionInvalid");
  writableChat(bot.chats, parameters);
  return true;
}

const mostCommands = 100;

export function setMyCommands(bot: Bot, parameters: Parameters): true {
  const commands = readJson(parameters, "commands");
  const list = Array.isArray(commands) ? (commands as unknown[]) : [];
  if (list.length > mostCommands) throw new Refusal("commandsTooMany");
  bot.commands.set(scopeOf(parameters), list.map(readCommand));
  return true;
}

export function getMyCommands(bot: Bot, parameters: Parameters): BotCommand[] {
  return [...(bot.commands.get(scopeOf(parameters)) ?? [])];
}

export function deleteMyCommands(bot: Bot, parameters: Parameters): true {
  bot.commands.delete(scopeOf(parameters));
  return true;
}

function readCommand(value: unknown): BotCommand {
  const given = isRecord(value) ? value : {};
  const command = readString(given, "command").replace(/^\//, "");
  const description = readString(given, "description");
  if (!/^[a-z0-9_]{1,32}$/.test(command)) throw new Refusal("commandInvalid");
  if (description === "" || description.length > 256) throw new Refusal("commandDescriptionInvalid");
  return { command, description };
}

function scopeOf(parameters: Parameters): string {
  const scope = readJson(parameters, "scope") ?? { type: "default" };
  return `${JSON.stringify(scope)} ${readString(parameters, "language_code")}`;
}
