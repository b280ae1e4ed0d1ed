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
  /** An answer of more bytes is an error. */
  readonly mostBytes: number;
  /** From looking up the name to the last byte. */
  readonly withinMs: Millis;
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
export type Permit = (place: { readonly address: string; readonly port: number }) => boolean;

type Resolve = (
  name: string,
  options: { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const HTTPS_PORT = 443;
const openInternet: Permit = ({ address, port }) => port === HTTPS_PORT && isPublicAddress(address);

/**
 * https alone, to public addresses alone. An address is judged where the URL spells it out (no name is looked up then), as the name's
 * every address before the connection, and as the other end of the connection before a byte is sent. Settings of proxies are not looked at.
 */
export function createOutgoing({
  clock,
  permits = openInternet,
  resolve = systemLookup,
  ca,
}: {
  readonly clock: Clock;
  /** Default: port 443 of the open internet. */
  readonly permits?: Permit;
  readonly resolve?: Resolve;
  /** Certificates to trust besides the system's. */
  readonly ca?: string;
}): Outgoing {
  // Loaded by the first call: most servers make none.
  let opened: ReturnType<typeof open> | undefined;

  async function open() {
    const undici = await import("undici");
    const agent = guardedAgent(undici, { permits, resolve, ca });
    return { agent, request: undici.request };
  }

  async function send({ url, method, headers = {}, body, mostBytes, withinMs }: OutgoingCall): Promise<OutgoingAnswer> {
    if (url.protocol !== "https:") throw new OutgoingRefused("must begin with https://");
    if (url.username !== "" || url.password !== "") throw new OutgoingRefused("must hold no user name or password");
    const literal = literalAddress(url);
    if (literal !== undefined && !permits({ address: literal, port: portOf(url) })) throw refusedAddress();
    const { agent, request } = await (opened ??= open());
    const late = new AbortController();
    const done = new AbortController();
    void clock.sleep(withinMs, done.signal).then(() => late.abort(new Error(`no whole answer within ${withinMs} ms`)));
    try {
      const signal = late.signal;
      const answer = await request(url, {
        dispatcher: agent,
        method,
        headers,
        signal,
        ...(body !== undefined && { body }),
      });
      return { status: answer.statusCode, headers: answer.headers, body: await readUpTo(mostBytes, answer.body) };
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
  guard: { readonly permits: Permit; readonly resolve: Resolve; readonly ca: string | undefined },
): Agent {
  const { permits, resolve, ca } = guard;
  const connect = (port: number) =>
    undici.buildConnector({
      ...(ca !== undefined && { ca }),
      allowH2: false,
      lookup(name, options, done) {
        resolve(name, { all: true }, (error, addresses) => {
          if (error) return done(error, "", 4);
          const [first] = addresses;
          // All of them: an answer that mixes in an inner address is no accident.
          if (!first || !addresses.every(({ address }) => permits({ address, port })))
            return done(refusedAddress(), "", 4);
          return options.all === true ? done(null, addresses) : done(null, first.address, first.family);
        });
      },
    });
  return new undici.Agent({
    keepAliveTimeout: 1_000,
    connect(options, done) {
      const port = Number(options.port || HTTPS_PORT);
      connect(port)(options, (...[error, socket]) => {
        if (error) return done(error, null);
        if (permits({ address: socket.remoteAddress ?? "", port })) return done(null, socket);
        socket.destroy();
        return done(refusedAddress(), null);
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

function portOf(url: URL): number {
  return url.port === "" ? HTTPS_PORT : Number(url.port);
}

function refusedAddress(): OutgoingRefused {
  return new OutgoingRefused("must lead to port 443 of a public address");
}
