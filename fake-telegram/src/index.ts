import type { Person } from "./chats.ts";
import { type Bot, type BotOptions, createBot, type ServerTraits } from "./bots.ts";
import { type Clock, createTimers, systemClock } from "./clock.ts";
import { createFaults, type FaultRule } from "./faults.ts";
import { type BotSide, createBotSide } from "./side.ts";
import { createRateLimiter, type RateLimits } from "./rate.ts";
import { type BotServer, type Call, startServer } from "./server.ts";
import { createValidator } from "./validate.ts";
import { createWatchers } from "./watching.ts";

export { type Clock, type ManualClock, manualClock } from "./clock.ts";
export { type ErrorClass, errorCatalogue, type ErrorKey, errorKeyOf } from "./errors.ts";
export type { Answer } from "./callbacks.ts";
export type { BotOptions } from "./bots.ts";
export type { Call } from "./server.ts";
export type { ChatRef, Person } from "./chats.ts";
export type { FaultAct, FaultRule } from "./faults.ts";
export type { GroupOptions } from "./membership.ts";
export type { SeenButton, SeenMessage } from "./messages.ts";
export type { PressedButton, SayOptions } from "./humans.ts";
export { type RateLimits, telegramLimits } from "./rate.ts";
export type { BotSide, HumanSide } from "./side.ts";

export type FakeTelegramOptions = Partial<ServerTraits> & {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Of the default bot, in BotFather's form: `123456789:AA…`. */
  readonly token?: string;
  readonly clock?: Clock;
  /** Holds requests and updates to the schemas; default true. */
  readonly validate?: boolean;
  /** Default: no limits. */
  readonly rate?: RateLimits;
  /** Further bots, and privacy or names for the default one (by its token). */
  readonly bots?: readonly BotOptions[];
  /** Who pressed Start before this began: the default bot may write to them, and gets no update about it. */
  readonly people?: readonly Person[];
};

export type FakeTelegram = BotSide & {
  /** `http://127.0.0.1:PORT`, for TELEGRAM_API_ROOT. */
  readonly url: string;
  /** Every request received, oldest first, of all bots. */
  calls(method?: string): readonly Call[];
  /** Resolves at the next change at which the probe returns something; rejects with what was seen on timeout. */
  waitFor<T>(probe: () => T | undefined, options?: { timeoutMs?: number }): Promise<T>;
  fault(rule: FaultRule): () => void;
  /** Every request or update that broke the schemas, and all that the double was asked but can't do. */
  violations(): readonly string[];
  /** Another of the bots, with the chats that it is in. */
  bot(token: string): BotSide;
  close(): Promise<void>;
};

/** The token that the double knows where none was chosen: looks like one, opens nothing. */
export const fakeToken = "8000000001:AAFakeTelegramTokenForLoopgateTests";

/** Starts a strict double of the Telegram Bot API on 127.0.0.1. */
export async function startFakeTelegram(options: FakeTelegramOptions = {}): Promise<FakeTelegram> {
  const timers = createTimers(options.clock ?? systemClock);
  const validator = await createValidator(options.validate ?? true);
  const watchers = createWatchers(() => describe());
  const faults = createFaults();
  const calls: Call[] = [];
  const token = options.token ?? fakeToken;
  const traits: ServerTraits = {
    unknownTags: options.unknownTags ?? [],
    localServer: options.localServer ?? true,
    antiSpin: options.antiSpin ?? true,
    callbackAnswerSeconds: options.callbackAnswerSeconds ?? 15,
  };

  const bots = new Map<string, Bot>();
  for (const one of [{ token }, ...(options.bots ?? [])]) {
    const bot = createBot({
      options: one,
      traits,
      timers,
      onUpdate: (update) => validator.update(update),
      execute: (by, method, parameters) => void server.run(by, method, parameters),
    });
    bots.set(one.token, bot);
  }
  const server: BotServer = await startServer({
    port: options.port ?? 0,
    bots,
    calls,
    faults,
    rate: createRateLimiter(options.rate ?? {}, timers.now),
    timers,
    validator,
    changed: watchers.changed,
  });
  const sides = new Map([...bots].map(([key, bot]) => [key, createBotSide(bot, watchers.changed)]));

  for (const person of options.people ?? []) side(token).human.know(person);

  function side(of: string): BotSide {
    const found = sides.get(of);
    if (found === undefined) throw new Error(`There is no bot ${of}`);
    return found;
  }

  function describe(): string {
    const messages = [...bots.values()].flatMap((bot) =>
      [...bot.chats.all()].flatMap((chat) => side(bot.token).messages(chat.id)),
    );
    return JSON.stringify({ messages, calls: calls.slice(-20), violations: validator.violations() }, null, 2);
  }

  return {
    ...side(token),
    url: server.url,
    calls: (method) => calls.filter((call) => method === undefined || call.method === method),
    waitFor: watchers.waitFor,
    fault: faults.add,
    violations: validator.violations,
    bot: side,
    async close() {
      for (const bot of bots.values()) bot.webhooks.close();
      timers.close();
      watchers.close();
      await server.close();
    },
  };
}
