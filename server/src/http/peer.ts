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

/** Of a connection that was upgraded: no cookie lets it in, and the rest was of the upgrade alone. */
const OF_ITS_OWN = /^(cookie|connection|upgrade|accept.*|user-agent|sec-websocket-.+)$/;

/**
 * What the later messages of a connection are judged by: each a call of its own, from the same place as the first one. `apiKey`
 * stands for whatever credential came with that.
 */
export function laterCalls(first: Request): (apiKey?: string) => Request {
  const { url } = first;
  const kept = [...first.headers].filter(([name]) => !OF_ITS_OWN.test(name));
  const peer = peers.get(first);
  const isOld = old.has(first);
  return (apiKey) => {
    const call = new Request(url, { headers: apiKey === undefined ? kept : withKey(kept, apiKey) });
    if (peer !== undefined) peers.set(call, peer);
    if (isOld) old.add(call);
    return call;
  };
}

function withKey(headers: readonly [string, string][], apiKey: string): [string, string][] {
  const others = headers.filter(([name]) => name !== "authorization" && name !== "x-api-key");
  return [...others, ["x-api-key", apiKey]];
}
