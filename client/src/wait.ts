import type { PollAnswer } from "./wire.ts";
import type { Caller } from "./caller.ts";
import { isRecord, LoopgateApiError, LoopgateUnreachable, retryAfterMs, strange } from "./error.ts";
import type { World } from "./world.ts";

export type WaitOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Told each time that the server could not be asked, before the next try. */
  readonly onRetry?: ((error: Error, delayMs: number) => void) | undefined;
  /** How long a server that cannot be asked is waited for, in milliseconds from the start; default: as long as it takes. */
  readonly giveUpAfterMs?: number | undefined;
};

/** The longest that the server lets one poll wait, in seconds. */
const LONGEST_WAIT = 55;
/** What a poll may take beyond its wait before its connection counts as dead. */
const GRACE_MS = 10_000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 15_000;
/** Busy, restarting, or a proxy in front of a server that is. */
const PASSING = new Set([408, 429, 502, 503, 504]);

export function pollCall(requestId: string, waitSeconds: number, signal: AbortSignal | undefined) {
  const query = new URLSearchParams({ request_id: requestId, ...(waitSeconds > 0 && { wait: String(waitSeconds) }) });
  return {
    method: "GET",
    path: `/hitl/poll?${query.toString()}`,
    signal,
    patienceMs: waitSeconds * 1000 + GRACE_MS,
  } as const;
}

/** The state of this request and no other; throws for anything else that a program may answer. */
export function polled({ body, response }: { body: unknown; response: Response }, requestId: string): PollAnswer {
  if (!isRecord(body) || body["request_id"] !== requestId || typeof body["completed"] !== "boolean")
    throw strange(response);
  return body as PollAnswer;
}

/** Long polls until the request has ended, through lost connections, restarts and refusals that pass. */
export function createWait({ caller, world }: { readonly caller: Caller; readonly world: World }) {
  return async function wait(requestId: string, options: WaitOptions = {}): Promise<PollAnswer> {
    const { signal, onRetry, giveUpAfterMs = Number.POSITIVE_INFINITY } = options;
    const beganAt = world.elapsed();
    for (let failures = 0; ;) {
      const startedAt = world.elapsed();
      try {
        const read = await caller.read(pollCall(requestId, LONGEST_WAIT, signal));
        const answer = polled(read, requestId);
        if (answer.completed) return answer;
        failures = 0;
        await world.sleep(idle(retryAfterMs(read.response), world.elapsed() - startedAt), signal);
      } catch (error) {
        signal?.throwIfAborted();
        if (!isPassing(error) || world.elapsed() - beganAt > giveUpAfterMs) throw error;
        failures += 1;
        const delayMs = delayOf(error, failures, world.fraction());
        onRetry?.(error, delayMs);
        await world.sleep(delayMs, signal);
      }
    }
  };
}

/** A server that answers `pending` at once does not hold the poll: it must not be asked without pause. */
function idle(askedMs: number | undefined, tookMs: number): number {
  return askedMs ?? (tookMs < 1000 ? 1000 - tookMs : 0);
}

function isPassing(error: unknown): error is LoopgateApiError | LoopgateUnreachable {
  return error instanceof LoopgateApiError ? PASSING.has(error.status) : error instanceof LoopgateUnreachable;
}

/** What the server asked for, and never less; else exponential with jitter, so that many callers do not return as one. */
function delayOf(error: LoopgateApiError | LoopgateUnreachable, failures: number, fraction: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 16));
  const own = Math.round(ceiling * (0.5 + fraction / 2));
  const asked = error instanceof LoopgateApiError ? error.retryAfterMs : undefined;
  return asked === undefined ? own : asked + Math.round(FIRST_DELAY_MS * fraction);
}
