import { LoopgateError, type JsonObject } from "@loopgate/contract";
import type { HumanRequest, Millis } from "../../gate/request.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Log } from "../../kit/log.ts";
import type { Texts } from "../../texts/index.ts";
import type { Caller } from "../callers.ts";
import type { AgentRequests } from "../requests.ts";
import type { Asking } from "./verdict.ts";

/** The row of a request that has expired is written within two seconds. */
const EXPIRY_MS: Millis = 5_000;

export type Hold = {
  /** The end of the request in the client's words. A caller that goes takes its request back. Never rejects: what fails is told as a no. */
  answer(caller: Caller, asked: HumanRequest, asking: Asking, gone: AbortSignal): Promise<JsonObject>;
  close(): Promise<void>;
};

/** Calls that are held until their request ends. */
export function createHold(parts: {
  readonly requests: Pick<AgentRequests, "wait" | "cancel" | "find">;
  readonly texts: Texts["permission"];
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: (request: HumanRequest, asking: Asking) => Promise<JsonObject>;
}): Hold {
  const { requests, texts, clock, log, tell } = parts;
  const running = new Set<Promise<unknown>>();

  /** Nobody will hear the answer any more, so nobody is to be asked for it. */
  async function takeBack(caller: Caller, { id }: HumanRequest, reason: string): Promise<HumanRequest> {
    try {
      return await requests.cancel(caller, { request_id: id, reason });
    } catch (error) {
      if (error instanceof LoopgateError && error.code === "request_ended") return requests.find(caller, id);
      throw error;
    }
  }

  async function ending(caller: Caller, asked: HumanRequest, asking: Asking, gone: AbortSignal): Promise<JsonObject> {
    const longestMs = Math.max(0, asked.expiresAt - clock.now()) + EXPIRY_MS;
    const { request } = await requests.wait(caller, asked.id, longestMs, gone);
    if (request.state.status !== "pending") {
      // Who has gone was told nothing.
      return gone.aborted ? {} : tell(request, asking);
    }
    const ended = await takeBack(caller, request, gone.aborted ? texts.gone : texts.cut);
    return gone.aborted ? {} : tell(ended, asking);
  }

  return {
    async answer(caller, asked, asking, gone) {
      const work = ending(caller, asked, asking, gone).catch((error: unknown) => {
        log.warn("A held hook could not be answered, and was told no.", { part: "hooks", error });
        return asking.dialect.deny(
          asking.call,
          "Loopgate could not learn the answer. Do not do it; you may ask again.",
        );
      });
      running.add(work);
      try {
        return await work;
      } finally {
        running.delete(work);
      }
    },
    async close() {
      await Promise.all(running);
    },
  };
}
