import type { Clock, Millis } from "../kit/clock.ts";

/** One open stream of server-sent events (WHATWG HTML, 9.2). */
export type EventStream = {
  /**
   * `id` is what the browser says it saw last when it comes back; without `event` and `data` only that is moved on. `json` is data
   * that was written already, for many readers.
   */
  send(message: {
    readonly id?: string;
    readonly event?: string;
    readonly data?: unknown;
    readonly json?: string;
  }): void;
  /** Resolves when the reader has taken almost all; one who takes nothing from one heartbeat to the next is cut off. */
  drained(): Promise<void>;
  /** Aborts when the stream has ended, whoever ended it. */
  readonly signal: AbortSignal;
  close(): void;
};

/** Proxies cut what is silent for half a minute. */
const HEARTBEAT_MS: Millis = 15_000;
/** Whoever reads slower than this many bytes behind is cut off: he comes back, and is told what he missed. */
const MOST_UNREAD = 256 * 1024;
/** What a reader may have before him while more is fetched for him, in bytes. */
const DRAINED = 64 * 1024;
const HEADERS = { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" };
/** How soon a browser comes back, in milliseconds. */
const RETRY_MS = 2_000;

/**
 * A response that stays open. `open` is given the stream; `stands` is asked with each heartbeat, and its false or failure ends
 * the stream, as `until` does. Raw bytes: Hono's own helper takes twice the memory.
 */
export function eventStream(parts: {
  readonly clock: Clock;
  /** Its signal aborts when the caller has gone. */
  readonly request: Request;
  readonly until?: AbortSignal | undefined;
  readonly open: (stream: EventStream) => void;
  readonly stands?: () => Promise<boolean>;
}): Response {
  const { clock, request, until, open, stands = () => Promise.resolve(true) } = parts;
  // Whoever asks for the head alone reads no body, and would hold a stream open that nobody ends.
  if (request.method === "HEAD") return new Response(null, { headers: HEADERS });
  const signal = until ? AbortSignal.any([request.signal, until]) : request.signal;
  const ended = new AbortController();
  const encoder = new TextEncoder();
  let draining: PromiseWithResolvers<void> | undefined;
  const drain = () => {
    draining?.resolve();
    draining = undefined;
  };
  ended.signal.addEventListener("abort", drain);

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
        void beat(write, close, cutOff);
        open({
          send: (message) => write(frameOf(message)),
          async drained() {
            if (ended.signal.aborted || (controller.desiredSize ?? 0) >= -DRAINED) return;
            draining ??= Promise.withResolvers();
            await draining.promise;
          },
          signal: ended.signal,
          close,
        });
        if (signal.aborted) close();
      },
      pull(controller) {
        if ((controller.desiredSize ?? 0) >= -DRAINED) drain();
      },
      cancel() {
        ended.abort("left");
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );

  async function beat(write: (text: string) => void, close: () => void, cutOff: () => void): Promise<void> {
    for (;;) {
      const waited = draining;
      await clock.sleep(HEARTBEAT_MS, ended.signal);
      if (ended.signal.aborted) return;
      if (waited !== undefined && draining === waited) return cutOff();
      if (!(await stands().catch(() => false))) return close();
      write(":\n\n");
    }
  }

  return new Response(body, { headers: HEADERS });
}

function frameOf({ id, event, data, json = textOf(data) }: Parameters<EventStream["send"]>[0]): string {
  const lines = [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    // JSON has no line break of its own.
    ...(json === undefined ? [] : [`data: ${json}`]),
  ];
  // Without a data line a browser dispatches nothing, so an event that says all by its name has an empty one.
  return `${[...lines, ...(event !== undefined && json === undefined ? ["data: {}"] : [])].join("\n")}\n\n`;
}

function textOf(data: unknown): string | undefined {
  return data === undefined ? undefined : JSON.stringify(data);
}
