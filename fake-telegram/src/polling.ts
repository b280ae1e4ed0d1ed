import type { Update } from "@grammyjs/types";
import type { Timers } from "./clock.ts";
import { Refusal } from "./errors.ts";
import { type Parameters, readInteger } from "./parameters.ts";
import type { UpdateQueue } from "./updates.ts";

export type Polling = {
  /** getUpdates. `hangUp` ends a wait whose caller has gone. */
  getUpdates(parameters: Parameters, hangUp: AbortSignal): Promise<Update[]>;
  /** Answers the waiting poll, if there is one, with what has come. */
  wake(): void;
  abort(reason: "otherGetUpdates" | "terminatedBySetWebhook"): void;
};

type WaitingPoll = { answer(updates: Update[]): void; refuse(refusal: Refusal): void; offset: number; limit: number };

const longestPoll = 50;
const conflictPause = 3000;

export function createPolling(deps: {
  queue: UpdateQueue;
  timers: Timers;
  webhookIsSet(): boolean;
  antiSpin: boolean;
}): Polling {
  const { queue, timers } = deps;
  let waiting: WaitingPoll | undefined;
  let nextConflictAt = 0;
  let previous = { offset: Number.NaN, at: 0 };
  let wakePlanned = false;

  function getUpdates(parameters: Parameters, hangUp: AbortSignal): Promise<Update[]> {
    if (deps.webhookIsSet()) return conflict("webhookActive");
    const offset = readInteger(parameters, "offset", 0);
    let limit = readInteger(parameters, "limit", 100, 1, 100);
    let timeout = readInteger(parameters, "timeout", 0, 0, longestPoll);
    queue.allow(parameters);
    if (deps.antiSpin) [limit, timeout] = slowDown(offset, limit, timeout);

    const updates = take(offset, limit);
    if (updates.length > 0 || timeout === 0) return Promise.resolve(updates);
    abort("otherGetUpdates");
    return wait(offset, limit, timeout, hangUp);
  }

  // Who asks for the same again at once is made to wait (Client.cpp process_get_updates_query).
  function slowDown(offset: number, limit: number, timeout: number): [number, number] {
    const since = offset === previous.offset ? timers.now() - previous.at : Number.POSITIVE_INFINITY;
    previous = { offset, at: timers.now() };
    return [since < 500 ? 1 : limit, since < 3000 ? Math.max(timeout, 3) : timeout];
  }

  function take(offset: number, limit: number): Update[] {
    if (offset < 0) queue.keepLast(-offset);
    if (offset > 0) queue.confirmBefore(offset);
    return queue
      .pending()
      .slice(0, limit)
      .map((one) => one.update);
  }

  function wait(offset: number, limit: number, timeout: number, hangUp: AbortSignal): Promise<Update[]> {
    return new Promise((resolve, reject) => {
      const stop = timers.after(timeout * 1000, () => end(() => resolve([])));
      const poll: WaitingPoll = {
        offset,
        limit,
        answer: (updates) => end(() => resolve(updates)),
        refuse: (refusal) => end(() => delayedConflict(refusal, reject)),
      };
      const end = (finish: () => void) => {
        stop();
        if (waiting === poll) waiting = undefined;
        finish();
      };
      waiting = poll;
      hangUp.addEventListener("abort", () => end(() => resolve([])), { once: true });
    });
  }

  function wake(): void {
    if (wakePlanned) return;
    wakePlanned = true;
    // What is added in one turn leaves in one answer.
    setImmediate(() => {
      wakePlanned = false;
      if (waiting === undefined) return;
      const updates = take(Math.max(waiting.offset, 0), waiting.limit);
      if (updates.length > 0) waiting.answer(updates);
    });
  }

  function abort(reason: "otherGetUpdates" | "terminatedBySetWebhook"): void {
    waiting?.refuse(new Refusal(reason));
  }

  function conflict(key: "webhookActive"): Promise<Update[]> {
    return new Promise((_, reject) => delayedConflict(new Refusal(key), reject));
  }

  // The first conflict is told at once, one within three seconds of it three seconds later (fail_query_conflict).
  function delayedConflict(refusal: Refusal, reject: (refusal: Refusal) => void): void {
    if (timers.now() >= nextConflictAt) {
      nextConflictAt = timers.now() + conflictPause;
      reject(refusal);
    } else {
      timers.after(conflictPause, () => reject(refusal));
    }
  }

  return { getUpdates, wake, abort };
}
