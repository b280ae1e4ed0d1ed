import type { Context } from "hono";

const peers = new WeakMap<Request, string>();
const old = new WeakSet<Request>();

/** Keeps the address of the connection on which a call came, and whether it spoke HTTP/1.0, where there is one. */
export function rememberPeer(context: Context): void {
  type Incoming = { readonly httpVersion?: string; readonly socket?: { readonly remoteAddress?: string } };
  const { incoming } = (context.env ?? {}) as { incoming?: Incoming };
  if (incoming?.httpVersion === "1.0") old.add(context.req.raw);
  const address = incoming?.socket?.remoteAddress;
  if (address !== undefined) peers.set(context.req.raw, address);
}

/** The address of the connection on which the call came. */
export function peerOf(request: Request): string | undefined {
  return peers.get(request);
}

/** Whether the call came in HTTP/1.0. */
export function isOldHttp(request: Request): boolean {
  return old.has(request);
}
