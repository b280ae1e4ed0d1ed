import { afterEach } from "vitest";
import { openDatabase, type DatabaseOptions } from "./db/db.ts";
import type { Config } from "./config.ts";
import { systemClock, type Clock } from "./kit/clock.ts";
import { systemIds } from "./kit/ids.ts";
import { createLog } from "./kit/log.ts";
import { NAMED, type SiteFiles } from "./channels/inbox/site.ts";
import { createLoopgate, type World } from "./main.ts";
import { MIGRATIONS } from "./migrations.ts";

export const OPERATOR = "op_the_credential_of_this_machines_operator";
export const PORT = 8080;

const CONFIG: Config = {
  port: PORT,
  host: "127.0.0.1",
  publicUrl: undefined,
  mode: "local",
  auth: "auto",
  registration: "open",
  callsPerMinute: 3_000,
  dynamicClients: false,
  allowedOrigins: [],
  callbackHosts: [],
  callbackNetworks: [],
  pushHosts: [],
  logLevel: "silent",
  requestTimeoutMs: 300_000,
  mostPending: 100,
  defaultRisk: "medium",
  terminalAnswers: "fallback",
  language: "en",
  dataDir: "/nowhere",
  database: { adapter: "memory", uri: "" },
  secret: undefined,
  previousSecret: undefined,
  retentionMs: undefined,
  telegram: undefined,
};

/** A page that nobody had to build. */
const SITE: SiteFiles = new Map(
  ["/index.html", ...NAMED].map((path) => [
    path,
    { type: "text/plain", etag: `"${path}"`, plain: new TextEncoder().encode(path), packed: {} },
  ]),
);

type Opening = {
  readonly config?: Partial<Config>;
  readonly world?: Partial<World>;
  readonly clock?: Clock;
  readonly time?: DatabaseOptions["time"];
};

export type Answered = {
  readonly status: number;
  readonly headers: Headers;
  // What came is looked at by the test itself.
  readonly body: Record<string, unknown> & { readonly errors?: readonly { path: string; message: string }[] };
};

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const loopgate of open.splice(0)) await loopgate.close();
});

/** A whole Loopgate without a socket, over SQLite in memory; started; it is closed after the test. */
export async function openLoopgate({ config = {}, world = {}, clock = systemClock, time }: Opening = {}) {
  const ids = systemIds(clock);
  const log = createLog({ level: "silent" });
  const database =
    world.database ??
    (await openDatabase({
      adapter: "memory",
      clock,
      ids,
      log,
      migrations: MIGRATIONS,
      ...(time && { time }),
    }));
  const folder = { master: "m".repeat(32), isOperator: (credential: string) => credential === OPERATOR };
  const loopgate = await createLoopgate(
    { ...CONFIG, ...config },
    { clock, ids, log, folder, database, site: SITE, ...world },
    () => PORT,
  );
  open.push(loopgate);
  await loopgate.start();

  async function call(method: string, path: string, init: RequestInit = {}): Promise<Answered> {
    const { headers: given, ...rest } = init;
    const headers = new Headers({ host: `127.0.0.1:${PORT}` });
    for (const [name, value] of new Headers(given)) headers.set(name, value);
    const response = await loopgate.app.request(path, { ...rest, method, headers });
    // One of events would not end by itself; what a POST to /mcp is answered by does.
    const isStream = method === "GET" && response.headers.get("content-type") === "text/event-stream";
    if (isStream) await response.body?.cancel();
    const text = isStream ? "" : await response.text();
    const isJson = (response.headers.get("content-type") ?? "").includes("json");
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== "" ? JSON.parse(text) : { text },
    };
  }
  const withJson = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const get = (path: string, headers: Record<string, string> = {}) => call("GET", path, { headers });
  const post = (path: string, body: unknown, headers?: Record<string, string>) =>
    call("POST", path, withJson(body, headers));

  /** Asks, and answers the id of the request. */
  async function ask(input: object = {}): Promise<string> {
    const { body } = await post("/hitl/request", {
      session_id: "main",
      client_id: "bot",
      message: "Deploy?",
      request_type: "confirmation",
      ...input,
    });
    return String(body["request_id"]);
  }
  /** What the operator says in his terminal to the card as it stands. */
  async function answer(id: string, reply: object): Promise<Answered> {
    const authorization = `Bearer ${OPERATOR}`;
    const card = await get(`/api/terminal/requests/${id}`, { authorization });
    const shown = { shown_digest: card.body["shown_digest"], reply };
    return post(`/api/terminal/requests/${id}/answer`, shown, { authorization });
  }
  return { ...loopgate, database, call, get, post, ask, answer };
}
