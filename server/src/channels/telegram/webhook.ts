import { createHash, timingSafeEqual } from "node:crypto";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Routes } from "../../http/app.ts";
import type { Log } from "../../kit/log.ts";
import type { Bot } from "./api.ts";
import type { Bell } from "./bell.ts";
import { reasonOf, troubleOf } from "./errors.ts";
import { laneOf, updateIdOf } from "./read.ts";
import type { ReceivedUpdates } from "./received.ts";
import type { ChannelState } from "./state.ts";

/** Where Telegram is to push to, and the secret that it sends along: 1 to 256 characters of A-Z a-z 0-9 _ -. */
export type WebhookMode = { readonly kind: "webhook"; readonly url: string; readonly secret: string };

/** Under which Telegram pushes updates. */
export const WEBHOOK_PATH = "/telegram/webhook";

/** The door that Telegram alone knocks at. */
export function webhookRoutes({ webhookRoute }: { webhookRoute(request: Request): Promise<Response> }): Routes {
  return (app) => {
    app.post(WEBHOOK_PATH, (context) => webhookRoute(context.req.raw));
  };
}

const CHECK: Millis = 60_000;
const RETRY: Millis = 10_000;
const LARGEST_BODY = 1_000_000;

/** Whether a webhook that is set belongs to none of ours. */
export function isForeign(url: string, own: readonly (string | undefined)[]): boolean {
  return url !== "" && !own.includes(url);
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "an address that cannot be read";
}

export type WebhookKeeper = { run(signal: AbortSignal): Promise<Millis> };

/** Sets the webhook and watches over it: another one that appears later is told, and not overwritten. */
export function createWebhookKeeper(deps: {
  readonly bot: Bot;
  readonly mode: WebhookMode;
  readonly updates: ReceivedUpdates;
  readonly clock: Clock;
  readonly state: ChannelState;
}): WebhookKeeper {
  const { bot, mode, updates, clock, state } = deps;

  async function claim(): Promise<boolean> {
    const { url } = await bot.getWebhook();
    if (isForeign(url, [mode.url, await updates.ownWebhook()])) return false;
    // Told before it is done: a crash between the two leaves a webhook that is known as ours.
    await updates.rememberWebhook(mode.url);
    await bot.setWebhook(mode.url, mode.secret);
    return true;
  }

  async function check(): Promise<boolean> {
    const { url, waiting, lastError } = await bot.getWebhook();
    if (url !== mode.url) return false;
    const behind = waiting > 0 && lastError !== undefined;
    state.set(!behind, behind ? `Telegram cannot push updates here: ${lastError}` : "webhook");
    return true;
  }

  return {
    async run(signal) {
      try {
        if (!(await claim())) return foreign();
        while (!signal.aborted) {
          if (!(await check())) return foreign();
          await clock.sleep(CHECK, signal);
        }
        return 0;
      } catch (error) {
        if (signal.aborted) return 0;
        const isToken = troubleOf(error).kind === "bad_token";
        state.set(
          false,
          `${isToken ? "Telegram refuses the bot token" : "the webhook cannot be set"}: ${reasonOf(error)}`,
        );
        return isToken ? CHECK : RETRY;
      }
    },
  };

  function foreign(): Millis {
    state.set(
      false,
      "another program has set a webhook for this bot, so no updates arrive here: stop that program and delete its webhook (deleteWebhook), or use another bot token",
    );
    return RETRY;
  }
}

/** Takes what Telegram pushes: 200 once it is stored, 503 only where storing failed, so that it is pushed again. */
export function createWebhookRoute(deps: {
  readonly secret: string;
  readonly updates: ReceivedUpdates;
  readonly bell: Bell;
  readonly log: Log;
}): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== "POST") return new Response(null, { status: 405 });
    if (!isSame(request.headers.get("x-telegram-bot-api-secret-token") ?? "", deps.secret))
      return new Response(null, { status: 401 });
    const body = await request.text().catch(() => "");
    const update = body.length > LARGEST_BODY ? undefined : parsed(body);
    const id = updateIdOf(update);
    if (id === undefined) return new Response(null, { status: 400 });
    try {
      await deps.updates.store({ id, lane: laneOf(update), body });
    } catch (error) {
      deps.log.warn("an update that Telegram pushed could not be stored; it will be pushed again", { error });
      return new Response(null, { status: 503, headers: { "retry-after": "1" } });
    }
    deps.bell.ring();
    return new Response(null, { status: 200 });
  };
}

/** In a time that tells nothing of where they differ, not even by their lengths. */
function isSame(given: string, secret: string): boolean {
  const digest = (value: string) => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
