import { once } from "node:events";
import type { SocketCall } from "@loopgate/contract";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { listen } from "../../http/listen.ts";
import { systemClock, type Clock } from "../../kit/clock.ts";
import { openLoopgate } from "../../loopgate.fixture.ts";

type Reply = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly id?: string | null;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly problem?: { readonly code: string; readonly status: number; readonly errors?: readonly { path: string }[] };
  readonly event?: {
    readonly type: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
};

/** A Loopgate with a port, for agents that open sockets. It and they end with the test. */
export async function openListening(opening: Parameters<typeof openLoopgate>[0] & { readonly clock?: Clock } = {}) {
  const loopgate = await openLoopgate(opening);
  const listening = await listen(loopgate.app, { host: "127.0.0.1", port: 0, clock: systemClock });
  let stopped: Promise<void> | undefined;
  const stop = () =>
    (stopped ??= (async () => {
      const closed = listening.close();
      await loopgate.close();
      await closed;
    })());
  onTestFinished(stop);

  /** What an upgrade that is refused is told. */
  function refused(path: string, options: { readonly headers?: Record<string, string>; readonly origin?: string }) {
    const socket = new WebSocket(`ws://127.0.0.1:${listening.port}${path}`, options);
    return new Promise<{ status: number; code: unknown; errors?: unknown }>((resolve, reject) => {
      socket.on("open", () => reject(new Error("it was let in")));
      socket.on("error", () => {});
      socket.on("unexpected-response", (_, response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("end", () => {
          const body = JSON.parse(text) as { code: string; errors?: unknown };
          resolve({
            status: response.statusCode ?? 0,
            code: body.code,
            ...(body.errors ? { errors: body.errors } : {}),
          });
        });
      });
    });
  }

  async function connect(headers: Record<string, string> = {}, more: { origin?: string; autoPong?: boolean } = {}) {
    const socket = new WebSocket(`ws://127.0.0.1:${listening.port}/hitl/ws`, { headers, ...more });
    const seen: Reply[] = [];
    let read = 0;
    let grown = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<number>();
    let isOver = false;
    const ring = () => {
      grown.resolve();
      grown = Promise.withResolvers();
    };
    socket.on("message", (data: Buffer) => {
      seen.push(JSON.parse(data.toString()) as Reply);
      ring();
    });
    socket.on("close", (code) => {
      isOver = true;
      closed.resolve(code);
      ring();
    });
    socket.on("error", () => {});
    await once(socket, "open");
    onTestFinished(() => socket.terminate());

    async function next(fits: (reply: Reply) => boolean): Promise<Reply> {
      for (;;) {
        const { promise } = grown;
        const at = seen.findIndex((reply, index) => index >= read && fits(reply));
        const found = seen[at];
        if (found) {
          read = at + 1;
          return found;
        }
        if (isOver) throw new Error(`the socket closed after ${JSON.stringify(seen)}`);
        await promise;
      }
    }
    const send = (message: SocketCall | string) =>
      socket.send(typeof message === "string" ? message : JSON.stringify(message));
    return {
      socket,
      seen,
      next,
      send,
      closed: closed.promise,
      /** Sends it, and waits for the reply that has its id. */
      async call(message: SocketCall & { readonly id: string }): Promise<Reply> {
        send(message);
        return next(({ id, type }) => id === message.id && (type === "result" || type === "problem"));
      },
      ready: () => next(({ type }) => type === "ready"),
    };
  }

  return { ...loopgate, port: listening.port, connect, refused, stop };
}

/** A request that is asked on a socket. */
export function create(id: string, more: object = {}): SocketCall & { readonly id: string } {
  const request = {
    session_id: "main",
    client_id: "bot",
    message: "Deploy?",
    request_type: "confirmation" as const,
    ...more,
  };
  return { type: "create", id, request };
}
