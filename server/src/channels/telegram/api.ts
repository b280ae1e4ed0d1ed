import { Api } from "grammy";
import type { BotCommand, ForceReply, InlineKeyboardMarkup } from "grammy/types";
import type { Place } from "./place.ts";

export type Keyboard = InlineKeyboardMarkup;
export type Text = { readonly text: string; readonly parse_mode?: "HTML" };

export type SendOptions = {
  readonly markup?: InlineKeyboardMarkup | ForceReply;
  readonly replyTo?: number;
  readonly silent?: boolean;
};

/**
 * The calls that this channel makes, and nothing else of the Bot API. Every call ends: by its answer, its timeout or
 * the close. Rejections are grammy's `GrammyError` (Telegram's own no) or anything else (nobody knows).
 */
export type Bot = {
  readonly id: string;
  me(): Promise<{ readonly username: string }>;
  /** `confirmed` is the first update that is not stored yet; asking for it tells Telegram to forget those before. */
  getUpdates(confirmed: number, timeoutSeconds: number, signal: AbortSignal): Promise<readonly ApiUpdate[]>;
  getWebhook(): Promise<{ readonly url: string; readonly waiting: number; readonly lastError?: string }>;
  setWebhook(url: string, secret: string): Promise<void>;
  deleteWebhook(): Promise<void>;
  /** Answers the message's id. */
  send(to: Place, text: Text, options: SendOptions): Promise<number>;
  edit(chatId: string, messageId: number, text: Text, keyboard?: Keyboard): Promise<void>;
  editKeyboard(chatId: string, messageId: number, keyboard: Keyboard): Promise<void>;
  answerPress(pressId: string, text: string, alert: boolean): Promise<void>;
  setCommands(commands: readonly BotCommand[]): Promise<void>;
  close(): void;
};

/** An update as it came; only `read.ts` looks inside. */
export type ApiUpdate = { readonly update_id: number };

/** Telegram remembers the list of the last call, so it is always sent. */
const ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"] as const;
const CALL_SECONDS = 15;
/** Above the 50 s that the server waits at most. */
const POLL_SECONDS = 60;

export function createBotApi({ token, apiRoot }: { readonly token: string; readonly apiRoot: string }): Bot {
  const options = { apiRoot: apiRoot.replace(/\/+$/, "") };
  const calls = new Api(token, { ...options, timeoutSeconds: CALL_SECONDS }).raw;
  const polls = new Api(token, { ...options, timeoutSeconds: POLL_SECONDS }).raw;
  const closing = new AbortController();
  const closed = signalOf(closing.signal);
  const link_preview_options = { is_disabled: true };

  return {
    id: token.split(":")[0] ?? "",
    me: () => calls.getMe(closed),
    getUpdates: (confirmed, timeoutSeconds, signal) =>
      polls.getUpdates(
        { offset: confirmed, limit: 100, timeout: timeoutSeconds, allowed_updates: [...ALLOWED_UPDATES] },
        signalOf(AbortSignal.any([signal, closing.signal])),
      ),
    async getWebhook() {
      const info = await calls.getWebhookInfo(closed);
      const lastError = info.last_error_message;
      return { url: info.url ?? "", waiting: info.pending_update_count, ...(lastError !== undefined && { lastError }) };
    },
    async setWebhook(url, secret) {
      await calls.setWebhook({ url, secret_token: secret, allowed_updates: [...ALLOWED_UPDATES] }, closed);
    },
    async deleteWebhook() {
      await calls.deleteWebhook({}, closed);
    },
    async send({ chatId, topicId }, text, { markup, replyTo, silent }) {
      const message = await calls.sendMessage(
        {
          chat_id: chatId,
          ...text,
          link_preview_options,
          ...(topicId !== undefined && { message_thread_id: topicId }),
          ...(markup && { reply_markup: markup }),
          ...(replyTo !== undefined && {
            reply_parameters: { message_id: replyTo, allow_sending_without_reply: true },
          }),
          ...(silent && { disable_notification: true }),
        },
        closed,
      );
      return message.message_id;
    },
    async edit(chatId, messageId, text, keyboard) {
      await calls.editMessageText(
        {
          chat_id: chatId,
          message_id: messageId,
          ...text,
          link_preview_options,
          ...(keyboard && { reply_markup: keyboard }),
        },
        closed,
      );
    },
    async editKeyboard(chatId, messageId, keyboard) {
      await calls.editMessageReplyMarkup({ chat_id: chatId, message_id: messageId, reply_markup: keyboard }, closed);
    },
    async answerPress(pressId, text, alert) {
      await calls.answerCallbackQuery(
        { callback_query_id: pressId, ...(text !== "" && { text }), ...(alert && { show_alert: true }) },
        closed,
      );
    },
    async setCommands(commands) {
      await calls.setMyCommands({ commands: [...commands] }, closed);
    },
    close: () => closing.abort(),
  };
}

type GrammySignal = NonNullable<Parameters<Api["raw"]["getMe"]>[0]>;

/** grammy names the type of an old package; the platform's own signal is what it takes. */
function signalOf(signal: AbortSignal): GrammySignal {
  return signal as unknown as GrammySignal;
}
