import type { TenantId } from "../../gate/request.ts";
import type { Handler } from "../../jobs/worker.ts";
import type { Clock } from "../../kit/clock.ts";
import { crashpoint } from "../../kit/crashpoint.ts";
import type { Callbacks } from "./callbacks.ts";
import type { Call, Calls } from "./calls.ts";
import { createPlacesAtOnce } from "./places-at-once.ts";
import { pauseAfter } from "./schedule.ts";
import type { Send, Sent } from "./send.ts";

/** How many calls one receiver gets at once. */
const AT_ONCE = 8;
/** No call is begun after this: with the last one's 15 s the job is done within its lease of 30 s. */
const WORK_MS = 10_000;
const BATCH = 200;

/** Makes the calls of one lane, the receiver that the job's key names, as far as they are due; then it waits for the next. */
export function createLanes(parts: {
  readonly calls: Pick<Calls, "due" | "nextAt" | "told" | "later" | "dead" | "drop">;
  readonly callbacks: Pick<Callbacks, "end">;
  readonly send: Send;
  readonly clock: Pick<Clock, "now">;
  readonly fraction: () => number;
}): Handler {
  const { calls, callbacks, send, clock, fraction } = parts;
  const places = createPlacesAtOnce();

  async function keep(call: Call, sent: Sent): Promise<void> {
    if (sent.kind === "told") return calls.told(call, sent.answer);
    if (sent.kind === "dropped") {
      if (sent.gone) await callbacks.end({ tenantId: call.tenantId, id: call.callbackId }, true);
      return calls.drop(call, sent.failure);
    }
    const pause = pauseAfter(call.attempts + 1, fraction, sent.wish);
    return pause === undefined ? calls.dead(call, sent.failure) : calls.later(call, sent.failure, clock.now() + pause);
  }

  /** Several take the calls off one list, until none is left or the time is over. */
  async function work(due: Call[], lane: string, until: number, signal: AbortSignal): Promise<void> {
    const next = () => (clock.now() < until && !signal.aborted ? due.shift() : undefined);
    const one = async () => {
      for (let call = next(); call; call = next()) {
        crashpoint("call-before-send");
        const sent = await send(call, signal);
        crashpoint("call-after-send-before-record");
        places.heard(call.tenantId, lane, sent.kind !== "failed");
        await keep(call, sent);
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, due.length) }, one));
    // A call that the end of the process cut short is as it was before; any other error ends the job.
    const broken = ended.find((each) => each.status === "rejected");
    if (broken && !signal.aborted) throw broken.reason;
  }

  async function drain(tenantId: TenantId, lane: string, signal: AbortSignal) {
    const until = clock.now() + WORK_MS;
    while (clock.now() < until && !signal.aborted) {
      const due = await calls.due(tenantId, lane, BATCH);
      if (due.length === 0) break;
      await work([...due], lane, until, signal);
    }
    const nextAt = await calls.nextAt(tenantId, lane);
    return nextAt === undefined ? undefined : { later: nextAt, reason: "the next call of this receiver" };
  }

  return async ({ tenantId, key: lane }, signal) => {
    const place = places.take(tenantId, lane);
    if (!place)
      return { later: clock.now() + Math.round(500 + 1_000 * fraction()), reason: "the tenant's other receivers" };
    try {
      return await drain(tenantId as TenantId, lane, signal);
    } finally {
      place.giveBack();
    }
  };
}
