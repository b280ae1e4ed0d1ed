import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import type { Clock } from "../kit/clock.ts";
import { StartRefused } from "../kit/failures.ts";
import { asksForSocket, takeUpgrades } from "./upgrade.ts";

/** Headers must have arrived within this, the whole call within the other: nobody holds a connection by being slow. */
const HEADERS_MS = 15_000;
const REQUEST_MS = 60_000;
/** How often Node looks for those that took longer; by itself only every half minute. */
const LOOK_MS = 5_000;
/** A call that has not ended this long after the stop is cut off. */
const STOP_MS = 4_500;
const STOP_STEP_MS = 25;

export type Listening = {
  readonly port: number;
  /** Takes no new call, lets those that run end, and frees the port. */
  close(): Promise<void>;
};

/** Listens; throws StartRefused where the address is taken. */
export async function listen(
  app: Hono,
  { host, port, clock }: { readonly host: string; readonly port: number; readonly clock: Clock },
): Promise<Listening> {
  const serverOptions = {
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: LOOK_MS,
    keepAliveTimeout: 65_000,
    shouldUpgradeCallback: asksForSocket,
  };
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host, serverOptions }) as Server;
  const unused = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
  server.on("request", ({ socket }) => unused.delete(socket));
  const upgraded = new Set<Duplex>();
  server.on("upgrade", ({ socket }: IncomingMessage) => {
    unused.delete(socket);
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
  });
  takeUpgrades(server, app.fetch);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(new StartRefused(refusal(error.code, host, port), { cause: error })),
    );
    server.listen({ port, host, backlog: 4096 }, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    close: () => stop({ server, unused, upgraded, clock }),
  };
}

/**
 * A kept-alive connection becomes idle only once its call was answered, so idle ones are closed until none is left. One on which
 * nothing was ever asked, as clients open them in store, does not count as idle to Node: it would hold the stop until its end.
 */
async function stop(parts: {
  readonly server: Server;
  readonly unused: ReadonlySet<Socket>;
  /** Node does not count these among its connections, but waits for them. */
  readonly upgraded: ReadonlySet<Duplex>;
  readonly clock: Clock;
}): Promise<void> {
  const { server, unused, upgraded, clock } = parts;
  const closed = new AbortController();
  server.close(() => closed.abort());
  for (const socket of unused) socket.destroy();
  for (let waited = 0; !closed.signal.aborted; waited += STOP_STEP_MS) {
    if (waited >= STOP_MS) {
      server.closeAllConnections();
      for (const connection of upgraded) connection.destroy();
    } else server.closeIdleConnections();
    await clock.sleep(STOP_STEP_MS, closed.signal);
  }
}

function refusal(code: string | undefined, host: string, port: number): string {
  if (code === "EADDRINUSE")
    return `SERVER_PORT ${port} is in use on ${host}: stop what listens there, or choose another port.`;
  if (code === "EACCES") return `SERVER_PORT ${port} may not be listened on by this user: choose a port above 1023.`;
  return `HOST ${host} with SERVER_PORT ${port} cannot be listened on (${code ?? "unknown"}).`;
}
