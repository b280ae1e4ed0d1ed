import { GrammyError } from "grammy";
import type { Bot, Keyboard, Text } from "../../server/src/channels/telegram/api.ts";
import type { VirtualClock } from "../../server/src/kit/virtual-clock.ts";
import type { Chance } from "./chance.ts";
import { hop, type Faults, type Life } from "./faults.ts";

export type SeenMessage = {
  readonly chat: string;
  readonly id: number;
  text: string;
  buttons: readonly Button[];
  readonly isPrompt: boolean;
};
export type Button = { readonly label: string; readonly data: string };
type Update = {
  readonly update_id: number;
  readonly at: number;
  readonly isPress: boolean;
  readonly [field: string]: unknown;
};

/** Telegram in this process: chats, updates until confirmed, presses that live 150 s, and a line that breaks. */
export type SimTelegram = {
  botOf(life: Life): Bot;
  messages(): readonly SeenMessage[];
  /** How many updates nobody has taken yet. */
  waiting(): number;
  press(from: number, message: SeenMessage, data: string, chat?: string): void;
  reply(from: number, message: SeenMessage, text: string): void;
};

const PRESS_LIVES_MS = 150_000;

export function createSimTelegram({
  clock,
  chance,
  faults,
  log,
}: {
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly log: (line: string) => void;
}): SimTelegram {
  const messages: SeenMessage[] = [];
  let updates: Update[] = [];
  let nextId = 1;
  let wake = new AbortController();

  const push = (fields: object, isPress: boolean) => {
    updates.push({ update_id: nextId++, at: clock.now(), isPress, ...fields });
    wake.abort("woken");
    wake = new AbortController();
  };
  const refusal = (code: number, description: string, parameters = {}) =>
    new GrammyError(description, { ok: false, error_code: code, description, parameters }, "simulated", {});
  const find = (chat: string, id: number) => {
    const message = messages.find((each) => each.chat === chat && each.id === id);
    if (!message) throw refusal(400, "Bad Request: message to edit not found");
    return message;
  };
  const buttonsOf = (keyboard: Keyboard | undefined): readonly Button[] =>
    (keyboard?.inline_keyboard ?? [])
      .flat()
      .flatMap((button) => ("callback_data" in button ? [{ label: button.text, data: button.callback_data }] : []));

  /** One call over the line: it may get lost on the way there or back, or be refused. */
  async function call<T>(life: Life, name: string, work: () => T): Promise<T> {
    await hop(life, clock, chance);
    if (faults.strikes("call lost before Telegram", 0.03)) throw new Error("simulated: connection refused");
    if (faults.strikes("Telegram asks to wait", 0.02))
      throw refusal(429, "Too Many Requests: retry after 1", { retry_after: 1 });
    if (faults.strikes("Telegram fails", 0.02)) throw refusal(500, "Internal Server Error");
    const result = work();
    log(`telegram ${name}`);
    await hop(life, clock, chance);
    if (faults.strikes("answer of Telegram lost", 0.04)) throw new Error("simulated: connection reset");
    return result;
  }

  function edit(chat: string, id: number, text: string | undefined, keyboard: Keyboard | undefined): void {
    const message = find(chat, id);
    const buttons = buttonsOf(keyboard);
    if ((text ?? message.text) === message.text && JSON.stringify(buttons) === JSON.stringify(message.buttons))
      throw refusal(
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same",
      );
    message.text = text ?? message.text;
    message.buttons = buttons;
  }

  async function getUpdates(life: Life, confirmed: number, seconds: number, signal: AbortSignal) {
    await hop(life, clock, chance);
    if (updates.some(({ update_id: id }) => id < confirmed))
      updates = updates.filter(({ update_id: id }) => id >= confirmed);
    updates = updates.filter(({ at, isPress }) => !isPress || clock.now() - at < PRESS_LIVES_MS);
    if (updates.length === 0) await clock.sleep(seconds * 1000, AbortSignal.any([signal, wake.signal]));
    await hop(life, clock, chance);
    const batch = updates.filter(({ update_id: id }) => id >= confirmed).slice(0, 1 + chance.below(5));
    if (batch.length > 0 && faults.strikes("updates delivered again", 0.05))
      throw new Error("simulated: connection reset");
    return batch.map(({ at: _at, isPress: _press, ...update }) => update);
  }

  const chatOf = (chat: string) => ({ id: Number(chat), type: chat.startsWith("-") ? "supergroup" : "private" });
  const personOf = (id: number) => ({ id, is_bot: false, first_name: `P${id}` });
  const shown = (message: SeenMessage) => ({
    message_id: message.id,
    date: Math.floor(clock.now() / 1000),
    chat: chatOf(message.chat),
    from: { id: 42, is_bot: true, first_name: "Gate" },
    text: message.text,
    ...(message.buttons.length > 0 && {
      reply_markup: {
        inline_keyboard: message.buttons.map(({ label, data }) => [{ text: label, callback_data: data }]),
      },
    }),
  });

  return {
    messages: () => messages,
    waiting: () => updates.length,
    press(from, message, data, chat = message.chat) {
      push(
        {
          callback_query: {
            id: `q${nextId}`,
            from: personOf(from),
            message: { ...shown(message), chat: chatOf(chat) },
            chat_instance: "1",
            data,
          },
        },
        true,
      );
    },
    reply(from, message, text) {
      const own = {
        message_id: 100_000 + nextId,
        date: Math.floor(clock.now() / 1000),
        chat: chatOf(message.chat),
        from: personOf(from),
        text,
      };
      push({ message: { ...own, reply_to_message: shown(message) } }, false);
    },
    botOf(life) {
      return {
        id: "42",
        me: () => call(life, "getMe", () => ({ username: "gate_bot" })),
        getUpdates: (confirmed, seconds, signal) => getUpdates(life, confirmed, seconds, signal),
        getWebhook: () => call(life, "getWebhookInfo", () => ({ url: "", waiting: 0 })),
        setWebhook: () => Promise.resolve(),
        deleteWebhook: () => Promise.resolve(),
        send: (to, text: Text, options) =>
          call(life, `send ${to.chatId}`, () => {
            const isPrompt = options.markup !== undefined && "force_reply" in options.markup;
            const keyboard = options.markup && "inline_keyboard" in options.markup ? options.markup : undefined;
            const message = {
              chat: to.chatId,
              id: messages.length + 1,
              text: text.text,
              buttons: buttonsOf(keyboard),
              isPrompt,
            };
            messages.push(message);
            return message.id;
          }),
        edit: (chat, id, text, keyboard) => call(life, `edit ${chat}/${id}`, () => edit(chat, id, text.text, keyboard)),
        editKeyboard: (chat, id, keyboard) =>
          call(life, `keyboard ${chat}/${id}`, () => edit(chat, id, undefined, keyboard)),
        answerPress: (id, said) => call(life, `answer ${id} ${said}`, () => undefined),
        setCommands: () => call(life, "commands", () => undefined),
        close: () => {},
      };
    },
  };
}
