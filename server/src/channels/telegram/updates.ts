import { LoopgateError } from "@loopgate/contract";
import type { Clock, Millis } from "../../kit/clock.ts";
import { Unavailable } from "../../kit/failures.ts";
import type { Log } from "../../kit/log.ts";
import type { Bell } from "./bell.ts";
import type { Received, ReceivedUpdates } from "./received.ts";
import { crashpoint } from "../../kit/crashpoint.ts";

/** Works through the stored updates, each lane in its order, several lanes at once. */
export type UpdateWork = {
  run(signal: AbortSignal): Promise<void>;
  /** Works until nothing is left that may be done now. */
  tick(): Promise<void>;
};

const LANES_AT_ONCE = 8;
const LOOK: Millis = 500;
const MOST_ATTEMPTS = 5;
const REST_AFTER_FAILURE: Millis = 1_000;
const KEEP_DONE: Millis = 2 * 86_400_000;
const FORGET_EVERY: Millis = 3_600_000;

/** `handle` returns once the update's effect is committed; only then is the update done. */
export function createUpdateWork(deps: {
  readonly updates: ReceivedUpdates;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly log: Log;
  readonly handle: (body: unknown) => Promise<void>;
  /** Called now and then with the moment before which nothing is of use any more. */
  readonly onForget: (before: Millis) => Promise<void>;
}): UpdateWork {
  const { updates, bell, clock, log } = deps;
  const busy = new Map<string, Promise<void>>();
  const resting = new Map<string, Millis>();
  let forgetAt = 0;

  /** Starts work on every free lane; answers whether there was any. */
  async function sweep(): Promise<boolean> {
    for (const [lane, until] of resting) if (until <= clock.now()) resting.delete(lane);
    const rows = await updates.open([...busy.keys(), ...resting.keys()], 100);
    for (const [lane, queue] of Map.groupBy(rows, (row) => row.lane)) {
      if (busy.size >= LANES_AT_ONCE || busy.has(lane)) continue;
      const work = workLane(lane, queue).finally(() => {
        busy.delete(lane);
        bell.ring();
      });
      busy.set(lane, work);
    }
    return rows.length > 0;
  }

  /** A failed head holds its lane back: what comes after it may stand on it. */
  async function workLane(lane: string, queue: readonly Received[]): Promise<void> {
    for (const update of queue) {
      if (await attempt(update)) continue;
      resting.set(lane, clock.now() + REST_AFTER_FAILURE);
      return;
    }
  }

  async function attempt(update: Received): Promise<boolean> {
    try {
      await deps.handle(JSON.parse(update.body));
      crashpoint("after-handling-before-done");
      await updates.done(update.id);
      return true;
    } catch (error) {
      return giveUp(update, error).catch(() => false);
    }
  }

  /** Whether the update is dropped. An outage is not its fault, and does not count. */
  async function giveUp(update: Received, error: unknown): Promise<boolean> {
    if (isOutage(error)) return false;
    const attempts = update.attempts + 1;
    await updates.failed(update.id);
    if (attempts < MOST_ATTEMPTS) {
      log.warn("an update of Telegram could not be worked through; it will be tried again", { attempts, error });
      return false;
    }
    log.error("an update of Telegram was given up", { attempts, code: String(update.id), error });
    await updates.done(update.id);
    return true;
  }

  async function forget(): Promise<void> {
    if (clock.now() < forgetAt) return;
    forgetAt = clock.now() + FORGET_EVERY;
    await updates.forget(clock.now() - KEEP_DONE);
    await deps.onForget(clock.now() - KEEP_DONE);
  }

  return {
    async run(signal) {
      while (!signal.aborted) {
        await Promise.all([sweep(), forget()]).catch((error: unknown) =>
          log.warn("stored updates of Telegram could not be read", { error }),
        );
        await bell.wait(LOOK, signal);
      }
      await Promise.all(busy.values());
    },
    async tick() {
      while (await sweep()) await Promise.all(busy.values());
    },
  };
}

function isOutage(error: unknown): boolean {
  if (error instanceof LoopgateError) return error.code === "overloaded" || error.code === "unavailable";
  return error instanceof Unavailable;
}
