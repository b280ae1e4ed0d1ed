import { LoopgateUnreachable } from "@loopgate/client";
import type { World } from "@loopgate/client/world";
import { LONGEST_WAIT, type JsonObject } from "@loopgate/contract";
import { texts } from "../texts.ts";
import { HookRefused, type HookAnswer, type HookCalls } from "./call.ts";

const { hook: words } = texts;

/** How long a server that was never reached is waited for: the person at the terminal should soon know that it is down. */
const FIRST_PATIENCE_MS = 10_000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;
/** How long the last calls may take, when the hook has no time any more. */
const LAST_WORDS_MS = 5_000;

/** The hook ends without an answer. The message says why. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";
}

/**
 * The client's own words for what a person decided, through lost connections and restarts. At `late` it takes its request back
 * and gives the server's word for that; at `stop` too, and throws. Whatever else goes wrong is thrown.
 */
export async function hookAnswer(parts: {
  readonly calls: HookCalls;
  readonly world: World;
  /** The client has ended the hook: somebody has answered in the terminal, or nobody waits any more. */
  readonly stop: AbortSignal;
  /** The hook's own time is over. */
  readonly late: AbortSignal;
  readonly url: string;
  /** Told once that the server could not be asked, before it is asked again. */
  readonly retrying: () => void;
}): Promise<JsonObject> {
  const { calls, world, stop, late, url, retrying } = parts;
  const over = AbortSignal.any([stop, late]);
  let requestId: string | undefined;
  let isRegistered = false;

  async function asked(waitSeconds: number, signal: AbortSignal): Promise<HookAnswer> {
    try {
      return await calls.ask(waitSeconds, signal);
    } catch (error) {
      // Where agents call with keys no session is made by its first use.
      if (isRegistered || !(error instanceof HookRefused) || error.code !== "session_not_found") throw error;
      isRegistered = true;
      await calls.register(signal);
      return calls.ask(waitSeconds, signal);
    }
  }

  async function patiently(): Promise<JsonObject> {
    const began = world.elapsed();
    for (let failures = 0; ;) {
      try {
        const askedAt = world.elapsed();
        // The first call only makes the request, so that it can be taken back from then on.
        const told = await asked(requestId === undefined ? 0 : LONGEST_WAIT, over);
        if (told.kind === "answer") return told.json;
        const isFirst = requestId === undefined;
        requestId = told.requestId;
        failures = 0;
        // A server that cannot hold the call must not be asked without pause.
        if (!isFirst && world.elapsed() - askedAt < 1000) await world.sleep(1000, over);
      } catch (error) {
        over.throwIfAborted();
        if (!isPassing(error)) throw error;
        if (requestId === undefined && world.elapsed() - began > FIRST_PATIENCE_MS) throw error;
        if (failures === 0) retrying();
        failures += 1;
        await world.sleep(delayOf(failures, world.fraction()), over);
      }
    }
  }

  /** Also a request that this process never heard of is taken back: its making may have been on its way. */
  async function takeBack(reason: string, signal: AbortSignal): Promise<void> {
    if (requestId === undefined) {
      const told = await asked(0, signal);
      if (told.kind === "answer") return;
      ({ requestId } = told);
    }
    await calls.cancel(requestId, reason, signal).catch((error: unknown) => {
      if (!(error instanceof HookRefused) || error.code !== "request_ended") throw error;
    });
  }

  try {
    return await patiently();
  } catch (error) {
    if (!over.aborted) throw error;
    const soon = world.deadline(LAST_WORDS_MS);
    if (stop.aborted) {
      await takeBack(words.gone, soon).catch(() => {});
      throw new Unanswered(words.stopped);
    }
    try {
      await takeBack(words.late, soon);
      const told = await asked(0, soon);
      if (told.kind === "answer") return told.json;
    } catch {
      // Said below: what went wrong at the end is no answer.
    }
    throw new Unanswered(words.neverHeard(url));
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof LoopgateUnreachable || (error instanceof HookRefused && error.passing);
}

/** Exponential with jitter, so that many hooks do not return as one. */
function delayOf(failures: number, fraction: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 16));
  return Math.round(ceiling * (0.5 + fraction / 2));
}
