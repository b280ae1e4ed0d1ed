import { LoopgateError, type SocketCall } from "@loopgate/contract";
import type { WebSocket } from "../../http/upgrade.ts";
import type { SocketCalls } from "./calls.ts";
import type { Line } from "./line.ts";
import { createSubscriptions } from "./subscriptions.ts";

type Call = Exclude<SocketCall, { type: "authenticate" | "ping" }>;

/** The calls of one socket whose caller may be known, many at a time. */
export type Conversation = {
  /** Takes a call; its reply comes when there is one. `callOf` makes what it is judged by. */
  take(call: Call, callOf: () => Request): void;
  /** Resolves once every call that runs is answered. */
  finish(): Promise<void>;
  close(): void;
};

/** Waits of one socket. */
const MOST_WAITS = 1_000;
/** Calls that are answered at once; more are not read before one of these is done. */
const AT_ONCE = 16;

export function createConversation(
  parts: Parameters<typeof createSubscriptions>[1] & {
    readonly calls: SocketCalls;
    readonly socket: WebSocket;
    readonly line: Line;
    readonly refuse: (id: string, error: unknown) => void;
    /** Aborts when the socket has closed. */
    readonly signal: AbortSignal;
  },
): Conversation {
  const { calls, socket, line, refuse, signal } = parts;
  const subscriptions = createSubscriptions(line, parts);
  const running = new Set<Promise<void>>();
  let waits = 0;
  let atOnce = 0;

  async function answer(call: Call, request: Request): Promise<void> {
    const { id } = call;
    try {
      if (call.type === "subscribe") return await subscriptions.subscribe(call, request);
      if (call.type === "unsubscribe") {
        subscriptions.unsubscribe(call.subscription);
        return line.reply({ type: "result", id, result: { success: true } });
      }
      const result = await calls(call, request, signal);
      if (result) line.reply({ type: "result", id, result });
    } catch (error) {
      refuse(id, error);
    }
  }

  function count(isWait: boolean, by: 1 | -1): void {
    if (isWait) waits += by;
    else atOnce += by;
    if (atOnce >= AT_ONCE) socket.pause();
    else if (socket.isPaused) socket.resume();
  }

  return {
    take(call, callOf) {
      const isWait = call.type === "wait";
      if (isWait && waits >= MOST_WAITS)
        return refuse(
          call.id,
          new LoopgateError("rate_limited", `A socket waits for ${MOST_WAITS} requests at the most.`),
        );
      count(isWait, 1);
      const done = answer(call, callOf()).finally(() => {
        count(isWait, -1);
        running.delete(done);
      });
      running.add(done);
    },
    async finish() {
      await Promise.all(running);
    },
    close: subscriptions.close,
  };
}
