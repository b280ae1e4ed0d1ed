/** Agents that stay connected: a stream of one request's events, and a socket that waits for its answer. */
import { once } from "node:events";
import { createConnection } from "node:net";
import { WebSocket } from "ws";

export type Peer = {
  /** Resolves when the end of its request has come. */
  readonly told: Promise<void>;
  close(): void;
};

export type Door = "stream" | "socket";

/** Connects, and resolves once the server holds it. */
export function openPeer(door: Door, port: number, id: string): Promise<Peer> {
  return door === "stream" ? openStream(port, id) : openSocket(port, id);
}

async function openStream(port: number, id: string): Promise<Peer> {
  const socket = createConnection({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  const open = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  let head = "";
  socket.setEncoding("latin1").on("data", (text: string) => {
    // The first place says that everything from now on will come.
    if (head.length < 4_000) head += text;
    if (/^id: /m.test(head)) open.resolve();
    if (text.includes('"request.completed"')) told.resolve();
  });
  socket.on("error", open.reject).on("close", () => open.reject(new Error(`the stream was closed: ${head}`)));
  socket.write(`GET /hitl/events?request_id=${id} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  await open.promise;
  return { told: told.promise, close: () => void socket.destroy() };
}

async function openSocket(port: number, id: string): Promise<Peer> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/hitl/ws`, { perMessageDeflate: false });
  const ponged = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  socket.on("message", (data: Buffer) => {
    const text = data.toString();
    if (text.includes('"pong"')) ponged.resolve();
    else if (text.includes('"approved":true')) told.resolve();
    else if (text.includes('"problem"')) ponged.reject(new Error(text));
  });
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "wait", id: "1", request_id: id }));
  socket.send(JSON.stringify({ type: "poll", id: "2", request_id: id }));
  socket.send(JSON.stringify({ type: "ping" }));
  await ponged.promise;
  return { told: told.promise, close: () => socket.terminate() };
}
