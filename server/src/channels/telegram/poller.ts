import type { Clock, Millis } from "../../kit/clock.ts";
import { backoff } from "../../kit/backoff.ts";
import type { ApiUpdate, Bot } from "./api.ts";
import type { Bell } from "./bell.ts";
import { reasonOf, troubleOf } from "./errors.ts";
import { laneOf } from "./read.ts";
import type { Arrival, ReceivedUpdates } from "./received.ts";
import type { ChannelState } from "./state.ts";
import { hostOf, isForeign } from "./webhook.ts";
import { crashpoint } from "../../kit/crashpoint.ts";

export type Poller = {
  /** Polls until the signal, or until somebody else is in the way; answers how long to stand back then. */
  run(fence: number, signal: AbortSignal): Promise<Millis>;
  /** One poll that does not wait. False: the lease was lost. */
  once(fence: number, signal: AbortSignal): Promise<boolean>;
};

const POLL_SECONDS = 25;
const CONFLICT_REST: Millis = 10_000;
const TOKEN_REST: Millis = 60_000;
const NEXT: Millis = 0;

export function createPoller(deps: {
  readonly bot: Bot;
  readonly updates: ReceivedUpdates;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly state: ChannelState;
  readonly fraction: () => number;
}): Poller {
  const { bot, updates, bell, clock, state } = deps;

  /** Asks from the first update that is not stored, which confirms those that are, and stores what comes. */
  async function poll(fence: number, seconds: number, signal: AbortSignal): Promise<boolean> {
    const batch = await bot.getUpdates(await updates.nextOffset(), seconds, signal);
    if (batch.length === 0) return true;
    const stored = await updates.storeBatch(fence, batch.map(arrivalOf));
    crashpoint("updates-stored-before-confirm");
    if (stored) bell.ring();
    return stored;
  }

  /** Why polling must not begin; undefined where nothing is in the way. Our own old webhook is taken away. */
  async function obstacle(): Promise<string | undefined> {
    const { url } = await bot.getWebhook();
    if (url === "") return undefined;
    const own = await updates.ownWebhook();
    if (isForeign(url, [own]))
      return `another program has set a webhook for this bot (at ${hostOf(url)}), so no updates arrive here: stop that program and delete the webhook (deleteWebhook), or use another bot token`;
    await bot.deleteWebhook();
    await updates.rememberWebhook(undefined);
    return undefined;
  }

  /** How long to stand back after a failure that ends the polling; undefined: try again here. */
  async function ends(error: unknown): Promise<Millis | undefined> {
    switch (troubleOf(error).kind) {
      case "bad_token":
        state.set(false, `Telegram refuses the bot token (${reasonOf(error)}): set TELEGRAM_BOT_TOKEN anew`);
        return TOKEN_REST;
      case "conflict":
        state.set(false, (await obstacle().catch(() => undefined)) ?? CONFLICT);
        return CONFLICT_REST;
      default:
        return undefined;
    }
  }

  async function pause(error: unknown, failures: number, signal: AbortSignal): Promise<void> {
    state.set(false, `Telegram cannot be reached (${reasonOf(error)}); trying again`);
    const trouble = troubleOf(error);
    const wait = backoff(failures, { baseMs: 1_000, capMs: 15_000 }, deps.fraction);
    await clock.sleep(trouble.kind === "flood" ? trouble.waitMs : Math.max(250, wait), signal);
  }

  return {
    once: (fence, signal) => poll(fence, 0, signal),
    async run(fence, signal) {
      let isReady = false;
      for (let failures = 0; !signal.aborted;) {
        try {
          const why = isReady ? undefined : await obstacle();
          if (why !== undefined) {
            state.set(false, why);
            return CONFLICT_REST;
          }
          // Until it is known that polling works the answer is not waited for: it may be 25 seconds away.
          const isWell = isReady && failures === 0;
          if (!(await poll(fence, isWell ? POLL_SECONDS : 0, signal))) return NEXT;
          state.set(true, "polling");
          isReady = true;
          failures = 0;
        } catch (error) {
          if (signal.aborted) return NEXT;
          const rest = await ends(error);
          if (rest !== undefined) return rest;
          failures += 1;
          await pause(error, failures, signal);
        }
      }
      return NEXT;
    },
  };
}

const CONFLICT =
  "conflict: another program polls with this bot's token; stop it, or use another token (this one waits and tries again)";

function arrivalOf(update: ApiUpdate): Arrival {
  return { id: update.update_id, lane: laneOf(update), body: JSON.stringify(update) };
}
