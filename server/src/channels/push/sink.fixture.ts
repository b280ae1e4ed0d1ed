import { createECDH, randomBytes, type ECDH } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { importJWK, jwtVerify } from "jose";
import { onTestFinished, vi } from "vitest";
import { serveHttps } from "../../http/tls.fixture.ts";
import type { PushMessage } from "./message.ts";

type Ece = {
  decrypt(
    body: Buffer,
    how: { readonly version: "aes128gcm"; readonly privateKey: ECDH; readonly authSecret: string },
  ): Buffer;
};
const require = createRequire(import.meta.url);
/** The reference implementation of aes128gcm, which has no types. */
export const ece = require("http_ece") as Ece;

export type Browser = {
  /** What `PushSubscription.toJSON()` gives the page. */
  readonly subscription: {
    readonly endpoint: string;
    readonly keys: { readonly p256dh: string; readonly auth: string };
    readonly expirationTime: null;
  };
  /** What its service worker was woken with. */
  readonly woken: PushMessage[];
};
type Known = Browser & { readonly private: ECDH; serverKey: string };

export type Received = {
  readonly ttl: number;
  readonly urgency: string;
  readonly topic: string;
  readonly path: string;
};
/** What the next message is answered with; without one it is taken. */
export type Scripted = {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Whose messages; left out: anybody's. */
  readonly of?: Browser;
};

/**
 * A push service on loopback that takes nothing that is not as RFC 8030, 8188, 8291 and 8292 have it: it checks the signature and opens
 * the message with implementations that are not ours. `wrong` is what it complained of.
 */
export async function openPushService({ now = Date.now }: { readonly now?: () => number } = {}) {
  const browsers = new Map<string, Known>();
  const received: Received[] = [];
  const wrong: string[] = [];
  const script: Scripted[] = [];

  const server = await serveHttps((request, response) => {
    void take(request, response).catch((error: unknown) => {
      wrong.push(String(error));
      response.writeHead(400).end();
    });
  });
  onTestFinished(server.close);
  const origin = `https://client.example:${server.port}`;

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const known = browsers.get(request.url ?? "");
    const key = await signedBy(request);
    received.push(headersOf(request));
    if (!known) return void response.writeHead(410).end();
    if (key !== known.serverKey) return void response.writeHead(403).end("VAPID key mismatch");
    const at = script.findIndex(({ of }) => of === undefined || of === known);
    const [told] = at < 0 ? [] : script.splice(at, 1);
    if (told) return void response.writeHead(told.status, told.headers).end(told.body);
    if (request.headers["content-encoding"] !== "aes128gcm" || body.length > 4096) throw new Error("no such body");
    const opened = {
      version: "aes128gcm",
      privateKey: known.private,
      authSecret: known.subscription.keys.auth,
    } as const;
    known.woken.push(JSON.parse(ece.decrypt(body, opened).toString()) as PushMessage);
    response.writeHead(201, { location: `${origin}/message/1` }).end();
  }

  /** The key that signed, once the signature was found to hold here and now (RFC 8292, 2 to 4.2). */
  async function signedBy({ headers }: IncomingMessage): Promise<string> {
    const [, token = "", key = ""] = /^vapid t=([\w.-]+), ?k=([\w-]{87})$/.exec(headers.authorization ?? "") ?? [];
    const point = Buffer.from(key, "base64url");
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString("base64url"));
    const imported = await importJWK({ kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" }, "ES256");
    const { payload } = await jwtVerify(token, imported, {
      audience: origin,
      algorithms: ["ES256"],
      typ: "JWT",
      currentDate: new Date(now()),
      requiredClaims: ["exp", "sub"],
    });
    if ((payload.exp ?? 0) * 1000 > now() + 86_400_000) throw new Error("the signature lives longer than a day");
    if (!/^(https:\/\/|mailto:.+@)(?!localhost)/.test(payload.sub ?? "")) throw new Error(`no contact: ${payload.sub}`);
    return key;
  }

  /** A browser that subscribes to this key, as a page has it do. */
  function browser(serverKey: string): Browser {
    const key = createECDH("prime256v1");
    const path = `/push/${randomBytes(12).toString("base64url")}`;
    const made: Known = {
      subscription: {
        endpoint: `${origin}${path}`,
        keys: { p256dh: key.generateKeys().toString("base64url"), auth: randomBytes(16).toString("base64url") },
        expirationTime: null,
      },
      woken: [],
      private: key,
      serverKey,
    };
    browsers.set(path, made);
    return made;
  }

  return {
    origin,
    host: new URL(origin).host,
    port: server.port,
    guard: server.guard,
    received,
    wrong,
    script,
    browser,
    /** The browser was closed for good: its permission withdrawn, its profile deleted. */
    close: ({ subscription }: Browser) => void browsers.delete(new URL(subscription.endpoint).pathname),
    waitFor: <T>(look: () => T | undefined | false) =>
      vi.waitFor(
        () => {
          const found = look();
          if (found === undefined || found === false) throw new Error("it has not come");
          return found;
        },
        { timeout: 10_000, interval: 10 },
      ),
  };
}

function headersOf({ headers, method, url = "" }: IncomingMessage): Received {
  const { ttl = "", urgency = "", topic = "" } = headers as Record<string, string | undefined>;
  if (method !== "POST" || !/^\d{1,10}$/.test(ttl)) throw new Error(`no such call: ${method} TTL ${ttl}`);
  if (!["very-low", "low", "normal", "high"].includes(urgency)) throw new Error(`no urgency: ${urgency}`);
  if (!/^[\w-]{1,32}$/.test(topic)) throw new Error(`no topic: ${topic}`);
  if (headers["content-length"] === undefined) throw new Error("no length");
  return { ttl: Number(ttl), urgency, topic, path: url };
}
