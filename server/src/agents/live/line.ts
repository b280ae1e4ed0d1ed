import type { Duplex } from "node:stream";
import type { SocketReply } from "@loopgate/contract";
import type { WebSocket } from "../../http/upgrade.ts";

/** What is said on one socket. */
export type Line = {
  reply(reply: SocketReply): void;
  /** A message that was written already. */
  text(text: string): void;
  /** Resolves when the peer has taken what was sent, or is gone. */
  drained(): Promise<void>;
};

/** Whoever reads slower than this many bytes behind is cut off: he comes back, and is told what he missed. */
const MOST_UNREAD = 256 * 1024;

export function createLine(socket: WebSocket, connection: Duplex): Line {
  let draining: Promise<void> | undefined;

  function text(message: string): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MOST_UNREAD) socket.terminate();
    else socket.send(message);
  }

  return {
    text,
    reply: (reply) => text(JSON.stringify(reply)),
    async drained() {
      if (!connection.writableNeedDrain) return;
      draining ??= new Promise<void>((resolve) => {
        connection.once("drain", resolve);
        connection.once("close", resolve);
      }).finally(() => (draining = undefined));
      await draining;
    },
  };
}
