import { lookup as systemLookup, type LookupAddress } from "node:dns";
import type { Agent, buildConnector } from "undici";
import type { Clock, Millis } from "../kit/clock.ts";
import { isPublicAddress, literalAddress } from "./public-address.ts";

/** A call to an address that somebody else has named. */
export type OutgoingCall = {
  readonly url: URL;
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** An answer of more bytes is an error; where it is dropped, no more of it is read. */
  readonly mostBytes: number;
  /** Only the status and the headers count: of the body little is read and nothing kept. */
  readonly drops?: boolean;
  /** From looking up the name to the last byte. */
  readonly withinMs: Millis;
  /** Ends the call early. */
  readonly signal?: AbortSignal;
};

export type OutgoingAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
};

/** The only door through which Loopgate calls an address that others have chosen. */
export type Outgoing = {
  /** One call, no redirect followed. Throws OutgoingRefused where the address may not be called; anything else is a failure on the way. */
  send(call: OutgoingCall): Promise<OutgoingAnswer>;
  close(): Promise<void>;
};

/** The address is none that Loopgate calls. The message says why, and is fit to be told. */
export class OutgoingRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "OutgoingRefused";
  }
}

/** Where a connection may lead, once the name is an address. */
export type Permit = (place: {
  /** As the URL names it, an IPv6 address in its brackets. */
  readonly host: string;
  readonly secure: boolean;
  readonly address: string;
  readonly port: number;
}) => boolean;

type Resolve = (
  name: string,
  options: { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const HTTPS_PORT = 443;
const HTTP_PORT = 80;
const openInternet: Permit = ({ address, port }) => port === HTTPS_PORT && isPublicAddress(address);

/**
 * https to public addresses alone, unless other rules are given. An address is judged where the URL spells it out (no name is looked up then), as the name's
 * every address before the connection, and as the other end of the connection before a byte is sent. Settings of proxies are not looked at.
 */
export function createOutgoing({
  clock,
  permits = openInternet,
  permitted = "port 443 of a public address",
  plain = () => false,
  resolve = systemLookup,
  ca,
}: {
  readonly clock: Clock;
  /** Default: port 443 of the open internet. */
  readonly permits?: Permit;
  /** What is permitted, in words. */
  readonly permitted?: string;
  /** Whether a URL may be called without encryption. */
  readonly plain?: (url: URL) => boolean;
  readonly resolve?: Resolve;
  /** Certificates to trust besides the system's. */
  readonly ca?: string;
}): Outgoing {
  // Loaded by the first call: most servers make none.
  let opened: ReturnType<typeof open> | undefined;

  async function open() {
    const undici = await import("undici");
    const agent = guardedAgent(undici, { permits, refused, resolve, ca });
    return { agent, request: undici.request };
  }

  const refused = () => new OutgoingRefused(`must lead to ${permitted}`);

  async function send(call: OutgoingCall): Promise<OutgoingAnswer> {
    const { url, method, headers = {}, body, mostBytes, withinMs } = call;
    if (url.protocol !== "https:" && !(url.protocol === "http:" && plain(url)))
      throw new OutgoingRefused("must begin with https://");
    if (url.username !== "" || url.password !== "") throw new OutgoingRefused("must hold no user name or password");
    const literal = literalAddress(url);
    if (literal !== undefined && !permits({ ...placeOf(url), address: literal })) throw refused();
    const { agent, request } = await (opened ??= open());
    const late = new AbortController();
    const done = new AbortController();
    void clock.sleep(withinMs, done.signal).then(() => late.abort(new Error(`no whole answer within ${withinMs} ms`)));
    try {
      const signal = call.signal ? AbortSignal.any([late.signal, call.signal]) : late.signal;
      const answer = await request(url, {
        dispatcher: agent,
        method,
        headers,
        signal,
        ...(body !== undefined && { body }),
      });
      const { statusCode: status, headers: answered } = answer;
      if (!call.drops) return { status, headers: answered, body: await readUpTo(mostBytes, answer.body) };
      // What it is that breaks a body which nobody reads makes no difference.
      await answer.body.dump({ limit: mostBytes, signal }).catch(() => {});
      return { status, headers: answered, body: Buffer.alloc(0) };
    } finally {
      done.abort();
    }
  }

  return {
    send,
    async close() {
      await (await opened)?.agent.destroy();
    },
  };
}

function guardedAgent(
  undici: { readonly Agent: typeof Agent; readonly buildConnector: typeof buildConnector },
  guard: {
    readonly permits: Permit;
    readonly refused: () => Error;
    readonly resolve: Resolve;
    readonly ca: string | undefined;
  },
): Agent {
  const { permits, refused, resolve, ca } = guard;
  const connect = (place: Omit<Parameters<Permit>[0], "address">) =>
    undici.buildConnector({
      ...(ca !== undefined && { ca }),
      allowH2: false,
      lookup(name, options, done) {
        resolve(name, { all: true }, (error, addresses) => {
          if (error) return done(error, "", 4);
          const [first] = addresses;
          // All of them: an answer that mixes in an inner address is no accident.
          if (!first || !addresses.every(({ address }) => permits({ ...place, address })))
            return done(refused(), "", 4);
          return options.all === true ? done(null, addresses) : done(null, first.address, first.family);
        });
      },
    });
  return new undici.Agent({
    keepAliveTimeout: 1_000,
    connect(options, done) {
      const place = placeOf(new URL(`${options.protocol}//${options.host ?? options.hostname}`));
      connect(place)(options, (...[error, socket]) => {
        if (error) return done(error, null);
        if (permits({ ...place, address: socket.remoteAddress ?? "" })) return done(null, socket);
        socket.destroy();
        return done(refused(), null);
      });
    },
  });
}

async function readUpTo(mostBytes: number, body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop by an error ends the connection.
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > mostBytes) throw new Error(`the answer has more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function placeOf({ protocol, hostname: host, port }: URL): Omit<Parameters<Permit>[0], "address"> {
  const secure = protocol === "https:";
  return { host, secure, port: port === "" ? (secure ? HTTPS_PORT : HTTP_PORT) : Number(port) };
}
