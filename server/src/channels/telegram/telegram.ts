import type { Database } from "../../db/db.ts";
import type { Leases } from "../../db/leases.ts";
import type { TenantId } from "../../gate/request.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import type { Log } from "../../kit/log.ts";
import type { Texts } from "../../texts/index.ts";
import { createAnswering } from "./answering.ts";
import { createBotApi, type Bot } from "./api.ts";
import { createBell } from "./bell.ts";
import type { PageOf } from "./card.ts";
import { createTelegramChannel, type TelegramChannel } from "./channel.ts";
import { commandMenu, createCommands } from "./commands.ts";
import { createDrafts } from "./drafts.ts";
import { createKeeper } from "./keeper.ts";
import { createPauses } from "./pauses.ts";
import { createPoller } from "./poller.ts";
import { createLinkTalk } from "./linking.ts";
import type { Copies, Desk, Known, Listed, Refusals, Responders, Tokens, Votes } from "./ports.ts";
import { createPress } from "./press.ts";
import { createPrompts } from "./prompts.ts";
import { readUpdate } from "./read.ts";
import { createReceivedUpdates } from "./received.ts";
import { createSay } from "./say.ts";
import { createChannelState } from "./state.ts";
import { createTalk } from "./talk.ts";
import { createUpdateWork } from "./updates.ts";
import { createWebhookKeeper, createWebhookRoute, type WebhookMode } from "./webhook.ts";
import { createWriter } from "./writer.ts";

export type TelegramOptions = {
  readonly token: string;
  readonly apiRoot: string;
  /** Instead of one that calls `apiRoot`: a simulation has Telegram in its own process. */
  readonly bot?: Bot;
  /** Under which the bot's own bookkeeping stands; its people and their requests are in any tenant. */
  readonly tenantId: TenantId;
  readonly desk: Desk;
  readonly refusals: Refusals;
  readonly db: Database;
  readonly gate: Votes;
  readonly deliveries: Copies;
  readonly store: Known;
  readonly requests: Listed;
  readonly people: Responders;
  readonly leases: Leases;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly ids: Pick<Ids, "id" | "fraction">;
  readonly log: Log;
  readonly pageOf: PageOf;
  readonly texts: Texts;
  readonly mode: { readonly kind: "poll" } | WebhookMode;
};

export type Telegram = {
  readonly channel: TelegramChannel;
  /** Begins in the background; a Telegram that cannot be reached is told by `health`, and does not stop the start. */
  start(): Promise<void>;
  /** Receives once without waiting, then works until nothing is left: for tests and simulation, instead of `start`. */
  tick(): Promise<void>;
  /** The bot's own name, once it is known. */
  username(): string | undefined;
  health(): { readonly ok: boolean; readonly detail: string };
  /** Takes what Telegram pushes, in webhook mode. */
  webhookRoute(request: Request): Promise<Response>;
  close(): Promise<void>;
};

/** How long a close waits for calls under way. */
const PATIENCE: Millis = 2_000;

/** The Telegram channel, whole: shows cards, receives what people say to them, brings it to the gate. */
export function createTelegram(options: TelegramOptions): Telegram {
  const { tenantId, db, clock, pageOf, texts, people, gate, tokens, mode, desk, refusals } = options;
  const { deliveries: copies, store: known, requests } = options;
  const log = options.log;
  const bot = options.bot ?? createBotApi(options);
  const closing = new AbortController();
  const background = new Set<Promise<unknown>>();
  const running = new Set<Promise<void>>();
  let username: string | undefined;

  const state = createChannelState(({ ok, detail }) =>
    ok ? log.info(`telegram: ${detail}`) : log.error(`telegram: ${detail}`),
  );
  const bell = createBell({ clock });
  const updates = createReceivedUpdates({ db, tenantId, botId: bot.id, clock });
  const drafts = createDrafts({ db, botId: bot.id });
  const writer = createWriter({ bot, log });
  const talk = createTalk({ writer, log });
  const channel = createTelegramChannel({ writer, pageOf, texts, clock, pauses: createPauses({ clock }) });
  const answering = createAnswering({ gate, known, copies, people, refusals, texts });
  const prompts = createPrompts({ drafts, writer, clock, texts, log });
  const press = createPress({ bot, copies, answering, prompts, tokens, pageOf, clock, texts, inBackground });
  const say = createSay({ desk, copies, requests, answering, drafts, prompts, tokens, talk, pageOf, texts });
  const linking = createLinkTalk({ desk, bot, texts, inBackground });
  const command = createCommands({ desk, linking, requests, copies, people, talk, texts, username: () => username });
  const work = createUpdateWork({ updates, bell, clock, log, handle, onForget: (before) => drafts.forget(before) });
  const poller = createPoller({ bot, updates, bell, clock, state, fraction: options.ids.fraction });
  const webhooks = mode.kind === "webhook" ? createWebhookKeeper({ bot, mode, updates, clock, state }) : undefined;
  const route = mode.kind === "webhook" ? createWebhookRoute({ secret: mode.secret, updates, bell, log }) : undefined;
  const keeper = createKeeper({
    leases: options.leases,
    name: `telegram:${bot.id}`,
    holder: options.ids.id(),
    clock,
    log,
    onStandBy: () => state.set(true, "standing by: another node receives for this bot"),
    duty,
  });

  async function handle(body: unknown): Promise<void> {
    const intent = readUpdate(body);
    switch (intent.kind) {
      case "press":
        return (await linking.pressed(intent)) ? undefined : press(intent);
      case "say":
        return say(intent);
      case "command":
      case "arrived":
        return command(intent);
      case "none":
        return log.debug("an update of Telegram answers nothing", { kind: intent.why });
    }
  }

  /** What one node does at a time: receive, and work through what was received. */
  async function duty(fence: number, signal: AbortSignal): Promise<Millis> {
    const over = new AbortController();
    const working = work.run(AbortSignal.any([signal, over.signal]));
    inBackground(introduce());
    try {
      return await (webhooks ? webhooks.run(signal) : poller.run(fence, signal));
    } finally {
      over.abort();
      await working;
    }
  }

  async function introduce(): Promise<void> {
    username = (await bot.me()).username;
    await bot.setCommands(commandMenu(texts));
  }

  /** What is being worked on is finished, unless Telegram keeps it waiting. */
  async function graceful(): Promise<void> {
    const finished = new AbortController();
    const patience = clock.sleep(PATIENCE, finished.signal).then(() => bot.close());
    await Promise.all(running);
    finished.abort();
    await patience;
  }

  function inBackground(promise: Promise<unknown>): void {
    const settled: Promise<unknown> = promise.catch(() => {}).finally(() => background.delete(settled));
    background.add(settled);
  }

  return {
    channel,
    start() {
      const run = keeper.run(closing.signal).finally(() => running.delete(run));
      running.add(run);
      return Promise.resolve();
    },
    async tick() {
      const lease = webhooks ? undefined : await keeper.take();
      if (lease) await poller.once(lease.fence, closing.signal);
      await work.tick();
    },
    username: () => username,
    health: () => state.get(),
    webhookRoute: (request) => route?.(request) ?? Promise.resolve(new Response(null, { status: 404 })),
    async close() {
      closing.abort();
      await graceful();
      bot.close();
      await Promise.all(background);
    },
  };
}
