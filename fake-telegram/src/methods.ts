import type { ApiMethods } from "@grammyjs/types";
import * as account from "./account.ts";
import type { Bot } from "./bots.ts";
import { deleteMessage, editMessageReplyMarkup, editMessageText } from "./edit.ts";
import { Refusal } from "./errors.ts";
import type { Parameters } from "./parameters.ts";
import { sendMessage } from "./send.ts";
import { readGenerated } from "./validate.ts";

type Served =
  | "getMe"
  | "getChat"
  | "getUpdates"
  | "setWebhook"
  | "deleteWebhook"
  | "getWebhookInfo"
  | "sendMessage"
  | "sendChatAction"
  | "editMessageText"
  | "editMessageReplyMarkup"
  | "deleteMessage"
  | "answerCallbackQuery"
  | "setMyCommands"
  | "getMyCommands"
  | "deleteMyCommands";

type Result<M extends Served> = ReturnType<ApiMethods<never>[M]>;

/** Each method answers what @grammyjs/types says that it answers. */
const methods: {
  [M in Served]: (bot: Bot, parameters: Parameters, hangUp: AbortSignal) => Result<M> | Promise<Result<M>>;
} = {
  getMe: account.getMe,
  getChat: account.getChat,
  getUpdates: (bot, parameters, hangUp) => bot.polling.getUpdates(parameters, hangUp),
  setWebhook: (bot, parameters) => bot.webhooks.set(parameters),
  deleteWebhook: (bot, parameters) => bot.webhooks.delete(parameters),
  getWebhookInfo: (bot) => bot.webhooks.info(),
  sendMessage,
  sendChatAction: account.sendChatAction,
  editMessageText,
  editMessageReplyMarkup,
  deleteMessage,
  answerCallbackQuery: (bot, parameters) => bot.callbacks.answer(parameters),
  setMyCommands: account.setMyCommands,
  getMyCommands: account.getMyCommands,
  deleteMyCommands: account.deleteMyCommands,
};

const served = Object.keys(methods) as Served[];
const known = new Map((readGenerated("requests").methods ?? []).map((name) => [name.toLowerCase(), name]));

/** The method's own spelling: the Bot API does not mind case. Undefined for what no Bot API has. */
export function spellingOf(method: string): string | undefined {
  return known.get(method.toLowerCase());
}

export async function execute(bot: Bot, method: string, parameters: Parameters, hangUp: AbortSignal): Promise<unknown> {
  const name = served.find((one) => one === method);
  if (name !== undefined) return methods[name](bot, parameters, hangUp);
  throw spellingOf(method) === undefined ? new Refusal("methodNotFound") : new Refusal("notImplemented", { method });
}
