import { STATUS_CODES, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { LoopgateError } from "@loopgate/contract";
import { WebSocketServer, type WebSocket } from "ws";
import { LARGEST_BODY } from "./input.ts";

export type { WebSocket } from "ws";

/** Is given the socket, and the connection beneath it. */
type Opened = (socket: WebSocket, connection: Duplex) => void;

/** A peer that does not answer the close of a socket is cut off after this. */
const CLOSE_MS = 2_000;

/** `closeTimeout` is not among the declared ones. Compression costs memory for each socket, and can tell what is in a message. */
const OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: LARGEST_BODY,
  closeTimeout: CLOSE_MS,
  handleProtocols: () => false as const,
};

type Upgrade = { opened?: Opened; failed?: () => void };
/** Calls that ask for a WebSocket, with what is to be done once they have one. */
const upgrades = new WeakMap<Request, Upgrade>();

/** The answer to a call that asks for a WebSocket (RFC 6455). Throws `upgrade_required` where it does not. */
export function upgradeOf(request: Request): {
  /** Answers with a socket; `failed` is called where the connection broke before there was one. */
  take(opened: Opened, failed: () => void): Response;
} {
  const upgrade = upgrades.get(request);
  if (!upgrade)
    throw new LoopgateError("upgrade_required", "Call it with a WebSocket client; docs/live.md has examples.");
  return {
    take(opened, failed) {
      Object.assign(upgrade, { opened, failed });
      return new Response(null);
    },
  };
}

/** Whether a connection asks to become a WebSocket. Whatever else it offers to become is an ordinary call. */
export function asksForSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}

/**
 * Has the app answer upgrades as it answers any call, so that Host, Origin and credentials are checked by the same code, and a
 * refusal is a problem with its body. (The adapter's own helper answers refusals without one.)
 */
export function takeUpgrades(
  server: Server,
  app: (request: Request, env: { readonly incoming: IncomingMessage }) => Response | Promise<Response>,
): void {
  const sockets = new WebSocketServer(OPTIONS);

  async function upgrade(incoming: IncomingMessage, connection: Duplex, head: Buffer): Promise<void> {
    const gone = new AbortController();
    connection.once("close", () => gone.abort());
    const request = requestOf(incoming, gone.signal);
    const taken: Upgrade = {};
    if (asksForSocket(incoming)) upgrades.set(request, taken);
    const response = await app(request, { incoming });
    const { opened, failed } = taken;
    if (!opened || response.status !== 200) {
      failed?.();
      return refuse(connection, response);
    }
    let isOpen = false;
    if (!connection.destroyed)
      sockets.handleUpgrade(incoming, connection, head, (socket) => {
        isOpen = true;
        opened(socket, connection);
      });
    if (!isOpen) failed?.();
  }

  server.on("upgrade", (incoming, connection, head) => {
    // Until a socket has it, nobody else hears that the connection broke.
    connection.on("error", () => {});
    // An upgrade is asked for by GET (RFC 6455, 4.1); another call's body was not read.
    if (incoming.method !== "GET") return void connection.destroy();
    upgrade(incoming, connection, head).catch(() => connection.destroy());
  });
}

function requestOf({ url = "/", headers: { host = "" }, rawHeaders }: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  return new Request(new URL(url, `http://${host}`), { headers, signal });
}

/** What is no socket is answered like any call, but on a connection that ends. A stream would not end. */
async function refuse(connection: Duplex, response: Response): Promise<void> {
  const isStream = response.headers.get("content-type") === "text/event-stream";
  if (isStream) await response.body?.cancel();
  const body = isStream ? new Uint8Array() : new Uint8Array(await response.arrayBuffer());
  const status = isStream ? 400 : response.status;
  const headers = new Headers(isStream ? {} : response.headers);
  headers.set("connection", "close");
  headers.set("content-length", String(body.byteLength));
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  connection.once("finish", () => connection.destroy());
  connection.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines}\r\n`);
  connection.end(body);
}
