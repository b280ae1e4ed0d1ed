import type { JsonObject } from "@loopgate/contract";
import type { Clock, Millis } from "../../kit/clock.ts";

/** Proxies cut what is silent for half a minute. */
const HEARTBEAT_MS: Millis = 15_000;

/**
 * A response whose JSON comes when it is there; until then white space, which JSON allows before a value, shows that the call
 * lives, and lets a caller that has gone be noticed. `answer` never rejects; its signal aborts when the caller has gone.
 */
export function heldResponse(parts: {
  readonly clock: Clock;
  /** Of the call. */
  readonly signal: AbortSignal;
  readonly answer: (gone: AbortSignal) => Promise<JsonObject>;
}): Response {
  const { clock, signal, answer } = parts;
  const gone = new AbortController();
  const over = new AbortController();
  const encoder = new TextEncoder();

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string) => controller.enqueue(encoder.encode(text));
        const close = () => {
          if (over.signal.aborted) return;
          over.abort();
          signal.removeEventListener("abort", leave);
          controller.close();
        };
        const leave = () => {
          gone.abort("the caller has gone");
          close();
        };
        signal.addEventListener("abort", leave);
        if (signal.aborted) leave();
        void beat(write);
        void finish(write, close);
      },
      cancel() {
        over.abort();
        gone.abort("the caller has gone");
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );

  async function finish(write: (text: string) => void, close: () => void): Promise<void> {
    const text = JSON.stringify(await answer(gone.signal));
    if (!over.signal.aborted) write(text);
    close();
  }

  async function beat(write: (text: string) => void): Promise<void> {
    for (;;) {
      await clock.sleep(HEARTBEAT_MS, over.signal);
      if (over.signal.aborted) return;
      write(" ");
    }
  }

  return new Response(body, {
    headers: { "content-type": "application/json", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}
