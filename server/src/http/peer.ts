import type { Context } from "hono";

const peers = new WeakMap<Request, string>();

/** Keeps the address of the connection on which a call came, where there is one. */
export function rememberPeer(context: Context): void {
  const { incoming } = (context.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  const address = incoming?.socket?.remoteAddress;
  if (address !== undefined) peers.set(context.req.raw, address);
}

/** The address of the connection on which the call came. */
export function peerOf(request: Request): string | undefined {
  return peers.get(request);
}
