import type { Clock, Millis } from "../kit/clock.ts";

/** One open stream of server-sent events (WHATWG HTML, 9.2). */
export type EventStream = {
  /** `id` is what the browser says it saw last when it comes back; without `event` and `data` only that is moved on. */
  send(message: { readonly id?: string; readonly event?: string; readonly data?: unknown }): void;
  /** Aborts when the stream has ended, whoever ended it. */
  readonly signal: AbortSignal;
  close(): void;
};

/** Proxies cut what is silent for half a minute. */
const HEARTBEAT_MS: Millis = 15_000;
/** Whoever reads slower than this many bytes behind is cut off: he comes back, and is told what he missed. */
const MOST_UNREAD = 256 * 1024;
/** How soon a browser comes back, in milliseconds. */
const RETRY_MS = 2_000;

/**
 * A response that stays open. `open` is given the stream; `stands` is asked with each heartbeat, and its false or failure ends
 * the stream. Raw bytes: Hono's own helper takes twice the memory.
 */
export function eventStream(parts: {
  readonly clock: Clock;
  /** Of the call: aborts when its caller has gone. */
  readonly signal: AbortSignal;
  readonly open: (stream: EventStream) => void;
  readonly stands?: () => Promise<boolean>;
}): Response {
  const { clock, signal, open, stands = () => Promise.resolve(true) } = parts;
  const ended = new AbortController();
  const encoder = new TextEncoder();

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string) => {
          if (ended.signal.aborted) return;
          if ((controller.desiredSize ?? 0) < -MOST_UNREAD) return cutOff();
          controller.enqueue(encoder.encode(text));
        };
        const close = () => {
          if (ended.signal.aborted) return;
          ended.abort("closed");
          signal.removeEventListener("abort", close);
          // A stream whose reader has gone is closed already.
          if (controller.desiredSize !== null) controller.close();
        };
        /** An orderly end would wait until all was read. */
        const cutOff = () => {
          ended.abort("too slow");
          signal.removeEventListener("abort", close);
          controller.error(new Error("the reader of a stream was too slow"));
        };
        signal.addEventListener("abort", close);
        write(`retry: ${RETRY_MS}\n\n`);
        void beat(write, close);
        open({ send: (message) => write(frameOf(message)), signal: ended.signal, close });
        if (signal.aborted) close();
      },
      cancel() {
        ended.abort("left");
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );

  async function beat(write: (text: string) => void, close: () => void): Promise<void> {
    for (;;) {
      await clock.sleep(HEARTBEAT_MS, ended.signal);
      if (ended.signal.aborted) return;
      if (!(await stands().catch(() => false))) return close();
      write(":\n\n");
    }
  }

  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}

function frameOf({ id, event, data }: Parameters<EventStream["send"]>[0]): string {
  const lines = [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    // JSON has no line break of its own.
    ...(data === undefined ? [] : [`data: ${JSON.stringify(data)}`]),
  ];
  // Without a data line a browser dispatches nothing, so an event that says all by its name has an empty one.
  return `${[...lines, ...(event !== undefined && data === undefined ? ["data: {}"] : [])].join("\n")}\n\n`;
}
