import { createHash } from "node:crypto";
import type { RequestListener } from "node:http";
import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
} from "@modelcontextprotocol/client";
import type { Hono } from "hono";
import { createOutgoing } from "../../http/outgoing.ts";
import { serveHttps } from "../../http/tls.fixture.ts";
import { systemClock, type Clock } from "../../kit/clock.ts";
import type { Database } from "../../db/db.ts";
import { openLoopgate, PORT } from "../../loopgate.fixture.ts";
import { PASSWORD, person } from "../accounts.fixture.ts";

export const BASE = `http://localhost:${PORT}`;
export const RESOURCE = `${BASE}/mcp`;
export const REDIRECT = "http://localhost:5555/callback";
export const VERIFIER = "v".repeat(43);

export type Page = { readonly status: number; readonly headers: Headers; readonly html: string };

/** A browser with a cookie jar. It shows pages, and follows redirects only where they stay at Loopgate. */
export function createBrowser(
  app: { request(path: string, init: RequestInit): Response | Promise<Response> },
  signedIn = "",
  base = BASE,
) {
  const ownPage = { origin: base, "sec-fetch-site": "same-origin" };
  let cookie = signedIn;

  async function load(path: string, init: RequestInit = {}): Promise<Page> {
    const headers = new Headers({ host: new URL(base).host, ...(cookie && { cookie }) });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const response = await app.request(path, { ...init, headers });
    for (const set of response.headers.getSetCookie()) cookie = set.split(";", 1)[0] ?? "";
    const location = response.headers.get("location");
    if (location?.startsWith("/")) return load(location, { headers: { "sec-fetch-site": "same-origin" } });
    return { status: response.status, headers: response.headers, html: await response.text() };
  }

  return {
    open: (address: string | URL, headers: Record<string, string> = {}) => {
      const { pathname, search } = new URL(address, base);
      return load(`${pathname}${search}`, { headers });
    },
    /** Fills in the page's only form and sends it; what is hidden in it goes along. */
    submit({ html }: Page, filled: Record<string, string>, headers: Record<string, string> = ownPage): Promise<Page> {
      const fields = new URLSearchParams();
      for (const [tag] of html.matchAll(/<input type="hidden"[^>]*>/g))
        fields.set(attribute(tag, "name"), attribute(tag, "value"));
      for (const [name, value] of Object.entries(filled)) fields.set(name, value);
      const path = attribute(/<form[^>]*>/.exec(html)?.[0] ?? "", "action");
      const type = "application/x-www-form-urlencoded";
      return load(path, { method: "POST", headers: { "content-type": type, ...headers }, body: fields.toString() });
    },
    cookie: () => cookie,
  };
}

function attribute(tag: string, name: string): string {
  const text = new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** Where the browser is sent away to. */
export function sentTo({ headers, status, html }: Page): URL {
  const location = headers.get("location");
  if (location === null) throw new Error(`the browser stays: ${status} ${html}`);
  return new URL(location);
}

/** What stands at `https://client.example/…`; documents are asked for by their path. */
export type Documents = Record<string, object | RequestListener>;

/** A Loopgate where agents need keys, an owner with a browser, and a host on which clients describe themselves. */
export async function openOAuth({
  database,
  dynamicClients = true,
  clock = systemClock,
}: {
  readonly database: Database;
  readonly dynamicClients?: boolean;
  readonly clock?: Clock;
}) {
  const documents: Documents = {};
  const fetched: string[] = [];
  const host = await serveHttps((request, response) => {
    fetched.push(request.url ?? "");
    const document = documents[request.url ?? ""];
    if (typeof document === "function") return document(request, response);
    response
      .writeHead(document ? 200 : 404, { "content-type": "application/json" })
      .end(JSON.stringify(document ?? {}));
  });
  // The guard lets through to this one server because it is told to, and to nothing else.
  const outgoing = createOutgoing({ clock: systemClock, ...host.guard });
  const config = { mode: "served", auth: "keys", dynamicClients } as const;
  const loopgate = await openLoopgate({ config, clock, world: { database, outgoing } });
  const ann = await person(loopgate, "ann");
  const browser = createBrowser(loopgate.app, ann.cookie);

  /** Registers a client and answers its `client_id`. */
  async function register(metadata: object = {}): Promise<string> {
    const { body } = await loopgate.post("/oauth/register", {
      client_name: "Tool",
      redirect_uris: [REDIRECT],
      ...metadata,
    });
    return String(body["client_id"]);
  }
  /** The address to which a client sends its person. */
  function authorizeUrl(clientId: string, more: Record<string, string | undefined> = {}): URL {
    const asked = {
      response_type: "code",
      client_id: clientId,
      redirect_uri: REDIRECT,
      code_challenge: challengeOf(VERIFIER),
      code_challenge_method: "S256",
      state: "abc",
      resource: RESOURCE,
      ...more,
    };
    const url = new URL("/oauth/authorize", BASE);
    for (const [name, value] of Object.entries(asked)) if (value !== undefined) url.searchParams.set(name, value);
    return url;
  }
  /** Signs in where that is asked for, and says yes (or no) to the page. */
  async function consent(url: URL, decision = "allow", browse = browser): Promise<URL> {
    let page = await browse.open(url);
    if (page.html.includes('action="/oauth/sign-in"'))
      page = await browse.submit(page, { username: "ann", password: PASSWORD });
    return sentTo(await browse.submit(page, { decision }));
  }
  const form = (path: string, fields: Record<string, string>) =>
    loopgate.call("POST", path, {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString(),
    });
  const token = (fields: Record<string, string>) => form("/oauth/token", fields);
  const exchange = (clientId: string, code: string, more: Record<string, string> = {}) =>
    token({
      grant_type: "authorization_code",
      client_id: clientId,
      code,
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
      ...more,
    });
  const refresh = (clientId: string, refreshToken: string, more: Record<string, string> = {}) =>
    token({ grant_type: "refresh_token", client_id: clientId, refresh_token: refreshToken, ...more });
  /** The code of a yes. */
  const codeFor = async (clientId: string, more: Record<string, string | undefined> = {}) =>
    (await consent(authorizeUrl(clientId, more))).searchParams.get("code") ?? "";
  /** The whole way of a registered client. */
  async function connected(metadata: object = {}, more: Record<string, string | undefined> = {}) {
    const clientId = await register(metadata);
    const { body } = await exchange(clientId, await codeFor(clientId, more));
    return { clientId, access: String(body["access_token"]), refresh: String(body["refresh_token"]), body };
  }
  const useMcp = (credential: string) =>
    loopgate.post(
      "/mcp",
      { jsonrpc: "2.0", id: 1, method: "tools/list" },
      { authorization: `Bearer ${credential}`, accept: "application/json, text/event-stream" },
    );

  return {
    ...loopgate,
    ann,
    browser,
    documents,
    fetched,
    documentAt: (path: string) => `https://client.example:${host.port}${path}`,
    register,
    authorizeUrl,
    consent,
    form,
    token,
    exchange,
    refresh,
    codeFor,
    connected,
    useMcp,
    async close() {
      await loopgate.close();
      await host.close();
    },
  };
}

export function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

/** The SDK's own client with a store for what OAuth gives it, and the last place to which it sent its person. */
export function sdkClient(app: Hono, { clientMetadataUrl }: { readonly clientMetadataUrl?: string } = {}) {
  const kept: {
    client?: StoredOAuthClientInformation;
    tokens?: StoredOAuthTokens;
    verifier?: string;
    discovery?: OAuthDiscoveryState;
    sent?: URL;
  } = {};
  const paths: string[] = [];
  const provider: OAuthClientProvider = {
    redirectUrl: REDIRECT,
    clientMetadata: { client_name: "SDK client", redirect_uris: [REDIRECT] },
    ...(clientMetadataUrl !== undefined && { clientMetadataUrl }),
    state: () => "state-of-the-sdk",
    clientInformation: () => kept.client,
    saveClientInformation: (client) => void (kept.client = client),
    tokens: () => kept.tokens,
    saveTokens: (tokens) => void (kept.tokens = tokens),
    redirectToAuthorization: (url) => void (kept.sent = url),
    saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
    codeVerifier: () => kept.verifier ?? "",
    saveDiscoveryState: (state) => void (kept.discovery = state),
    discoveryState: () => kept.discovery,
    invalidateCredentials: () => void delete kept.tokens,
  };
  const fetch = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    const { pathname, search } = new URL(url);
    paths.push(pathname);
    const headers = new Headers(init.headers);
    headers.set("host", `localhost:${PORT}`);
    return app.request(`${pathname}${search}`, { ...init, headers });
  };
  const transport = () => new StreamableHTTPClientTransport(new URL(RESOURCE), { authProvider: provider, fetch });

  async function connect() {
    const client = new Client({ name: "sdk", version: "1.0" }, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
    await client.connect(transport());
    return client;
  }
  return {
    kept,
    paths,
    connect,
    /** The way to the person's browser; throws where the client was let in. */
    async turnedAway(): Promise<URL> {
      const refused: unknown = await connect().catch((error: unknown) => error);
      if (!(refused instanceof UnauthorizedError) || !kept.sent) throw new Error("was let in", { cause: refused });
      return kept.sent;
    },
    finish: (answer: URL) => transport().finishAuth(answer.searchParams),
  };
}
