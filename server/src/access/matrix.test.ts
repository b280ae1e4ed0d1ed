/** Every route that there is × every kind of caller, where agents need keys. A route that no row names fails. */
import { beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../../../test/databases.ts";
import { openLoopgate, OPERATOR } from "../loopgate.fixture.ts";
import { MIGRATIONS } from "../migrations.ts";
import { bearer, person } from "./accounts.fixture.ts";
import { createSignInTokens } from "./accounts/sign-in-tokens.ts";
import { createSecrets } from "../kit/secrets.ts";
import type { TenantId } from "../gate/request.ts";
import { connectClient } from "./oauth/connected.fixture.ts";

const CALLERS = [
  "nobody",
  "wrong key",
  "expired key",
  "revoked key",
  "other tenant's key",
  "agent's key",
  "access token",
  "expired token",
  "owner's token",
  "admin's token",
  "responder's token",
  "viewer's token",
  "operator",
] as const;
type Caller = (typeof CALLERS)[number];
type Row = Record<Caller, number>;

const all = (status: number): Row => Object.fromEntries(CALLERS.map((caller) => [caller, status])) as Row;
/** `own`: with the key of the tenant whose data it is; `other`: with another tenant's. */
const agents = (own: number, other: number): Row => ({ ...all(401), "agent's key": own, "other tenant's key": other });
const accounts = (of: { owner: number; admin: number; responder: number; viewer: number }): Row => ({
  ...all(401),
  "owner's token": of.owner,
  "admin's token": of.admin,
  "responder's token": of.responder,
  "viewer's token": of.viewer,
});
const everybody = (status: number) => accounts({ owner: status, admin: status, responder: status, viewer: status });
const admins = (status: number) => accounts({ owner: status, admin: status, responder: 403, viewer: 403 });
/** A key is told that it can never answer, whosever it is. */
const operators = (status: number): Row => ({
  ...all(401),
  "wrong key": 403,
  "expired key": 403,
  "revoked key": 403,
  "other tenant's key": 403,
  "agent's key": 403,
  "access token": 403,
  operator: status,
});

type Made = {
  readonly request: string;
  readonly callback: string;
  readonly key: string;
  readonly connection: string;
  readonly fresh: () => string;
};
type Called = {
  readonly body?: (made: Made) => object;
  readonly path?: (made: Made) => string;
  readonly expected: Row;
};

/** Of a client that asks nothing, so that nothing is sent. */
const CALLBACK = { url: "https://agent.example/told", client_id: "silent" };
const names = { session_id: "main", client_id: "bot" };
const claimed = (username: string) => ({ code: "x", username, password: "A-password-of-somebody-1" });
const ROUTES: Readonly<Record<string, Called>> = {
  "POST /hitl/register": { body: () => names, expected: agents(200, 200) },
  "POST /sessions/register": { body: () => names, expected: agents(200, 200) },
  "POST /hitl/request": { body: () => ({ ...names, message: "May I?" }), expected: agents(200, 200) },
  "GET /hitl/poll": { path: ({ request }) => `/hitl/poll?request_id=${request}`, expected: agents(200, 404) },
  "GET /hitl/requests/:id": { path: ({ request }) => `/hitl/requests/${request}`, expected: agents(200, 404) },
  "GET /hitl/pending": { expected: agents(200, 200) },
  "POST /hitl/cancel": { body: ({ request }) => ({ request_id: request }), expected: agents(200, 404) },
  "GET /hitl/events": { path: ({ request }) => `/hitl/events?request_id=${request}`, expected: agents(200, 404) },
  // Who may open it is said in its upgrade, or on it: agents/live/socket.test.ts.
  "GET /hitl/ws": { expected: all(426) },
  // Of a key that may touch it; anybody else's is unknown.
  "POST /hitl/callbacks": { body: () => CALLBACK, expected: agents(200, 200) },
  "GET /hitl/callbacks": { expected: agents(200, 200) },
  "POST /hitl/callbacks/:id/rotate": {
    path: ({ callback }) => `/hitl/callbacks/${callback}/rotate`,
    body: () => ({}),
    expected: agents(200, 404),
  },
  "POST /hitl/callbacks/:id/replay": {
    path: ({ callback }) => `/hitl/callbacks/${callback}/replay`,
    body: () => ({}),
    expected: agents(200, 404),
  },
  "DELETE /hitl/callbacks/:id": {
    path: ({ callback }) => `/hitl/callbacks/${callback}`,
    expected: agents(200, 404),
  },
  "GET /hitl/status": { path: () => "/hitl/status?session_id=of-ann", expected: agents(200, 404) },
  "POST /hitl/deactivate": { body: () => ({ session_id: "of-ann" }), expected: agents(200, 404) },
  "POST /hitl/hooks/:client": {
    path: () => "/hitl/hooks/gemini?wait=0",
    body: () => ({ hook_event_name: "BeforeTool", session_id: "s", tool_name: "t", tool_input: {} }),
    // Let in, and told to register its session first.
    expected: agents(404, 404),
  },
  // The only door that an access token of OAuth opens.
  "POST /mcp": { body: () => ({ method: "tools/list" }), expected: { ...agents(200, 200), "access token": 200 } },
  "GET /mcp/tools": { expected: all(200) },
  "GET /mcp/capabilities": { expected: all(200) },
  "GET /.well-known/oauth-protected-resource/mcp": { expected: all(200) },
  "GET /.well-known/oauth-authorization-server": { expected: all(200) },
  "GET /oauth/authorize": { expected: all(200) },
  "POST /oauth/authorize": { body: () => ({}), expected: all(401) },
  "POST /oauth/sign-in": { body: () => ({}), expected: all(415) },
  "POST /oauth/token": { body: () => ({}), expected: all(400) },
  "POST /oauth/revoke": { body: () => ({}), expected: all(400) },
  "POST /oauth/register": { body: () => ({}), expected: all(403) },
  "GET /api/user/connections": { expected: everybody(200) },
  "DELETE /api/user/connections/:id": {
    path: ({ connection }) => `/api/user/connections/${connection}`,
    expected: accounts({ owner: 200, admin: 404, responder: 404, viewer: 404 }),
  },
  "GET /health": { expected: all(200) },
  "GET /health/ready": { expected: all(200) },
  "GET /openapi.json": { expected: all(200) },
  "GET /docs": { expected: all(200) },
  "GET /pages/style.css": { expected: all(200) },
  "POST /api/auth/register": { body: () => ({}), expected: all(422) },
  "POST /api/auth/login": { body: ({ fresh }) => ({ username: fresh(), password: "wrong" }), expected: all(401) },
  "GET /api/auth/ways": { expected: all(200) },
  "POST /api/auth/passkey/options": { body: () => ({}), expected: all(200) },
  "POST /api/auth/passkey": { body: () => ({ nonce: "x" }), expected: all(422) },
  "POST /api/auth/owner": { body: ({ fresh }) => claimed(fresh()), expected: all(403) },
  "POST /api/auth/join": { body: ({ fresh }) => claimed(fresh()), expected: all(403) },
  "GET /api/user/me": { expected: { ...everybody(200), "agent's key": 200, "other tenant's key": 200 } },
  "POST /api/user/apikeys": {
    body: () => ({}),
    expected: accounts({ owner: 201, admin: 201, responder: 403, viewer: 403 }),
  },
  "GET /api/user/apikeys": { expected: everybody(200) },
  "DELETE /api/user/apikeys/:id": {
    path: ({ key }) => `/api/user/apikeys/${key}`,
    // The key is of the owner's tenant; the others are members of another.
    expected: accounts({ owner: 200, admin: 404, responder: 404, viewer: 404 }),
  },
  // No token does what a browser does.
  "POST /api/auth/browser-key": { body: () => ({}), expected: everybody(401) },
  "POST /api/user/password": { body: () => ({}), expected: everybody(401) },
  "POST /api/user/fresh": { body: () => ({}), expected: everybody(401) },
  "GET /api/user/passkeys": { expected: everybody(401) },
  "POST /api/user/passkeys/options": { body: () => ({}), expected: everybody(401) },
  "POST /api/user/passkeys": { body: () => ({}), expected: everybody(401) },
  "DELETE /api/user/passkeys/:id": { path: ({ key }) => `/api/user/passkeys/${key}`, expected: everybody(401) },
  "POST /api/user/telegram/links": { body: () => ({ password: "x" }), expected: everybody(401) },
  "GET /api/user/telegram/links/:id": {
    path: ({ key }) => `/api/user/telegram/links/${key}`,
    expected: everybody(401),
  },
  "POST /api/user/telegram/links/:id/confirm": {
    path: ({ key }) => `/api/user/telegram/links/${key}/confirm`,
    body: () => ({}),
    expected: everybody(401),
  },
  "GET /api/user/telegram": { expected: everybody(200) },
  "DELETE /api/user/telegram/:id": { path: () => "/api/user/telegram/1001", expected: everybody(401) },
  "GET /api/responders": { expected: everybody(200) },
  "GET /api/telegram/chats": { expected: everybody(200) },
  "DELETE /api/telegram/chats/:id": { path: ({ key }) => `/api/telegram/chats/${key}`, expected: everybody(401) },
  "GET /api/responders/groups": { expected: everybody(200) },
  "POST /api/responders/groups": { body: () => ({ name: "a", responders: ["b"] }), expected: everybody(401) },
  "DELETE /api/responders/groups/:name": { path: () => "/api/responders/groups/a", expected: everybody(401) },
  "POST /api/tenant/invitations": { body: () => ({ role: "viewer", password: "x" }), expected: everybody(401) },
  "GET /api/tenant/invitations": { expected: admins(200) },
  "DELETE /api/tenant/invitations/:id": {
    path: ({ key }) => `/api/tenant/invitations/${key}`,
    expected: everybody(401),
  },
  "GET /api/tenant/members": { expected: admins(200) },
  "POST /api/tenant/members/:id": {
    path: ({ key }) => `/api/tenant/members/${key}`,
    body: () => ({ role: "viewer", password: "x" }),
    expected: everybody(401),
  },
  "DELETE /api/tenant/members/:id": { path: ({ key }) => `/api/tenant/members/${key}`, expected: everybody(401) },
  "POST /api/inbox/push": { body: () => ({}), expected: everybody(401) },
  "POST /api/inbox/push/unsubscribe": { body: () => ({ endpoint: "x" }), expected: everybody(401) },
  "GET /api/tenant/settings": { expected: everybody(200) },
  "POST /api/tenant/settings": {
    body: () => ({ default_risk: null, risk_by_action: {}, assurance: {} }),
    expected: everybody(401),
  },
  "GET /api/events": { expected: admins(200) },
  "GET /api/operator/events": { expected: operators(200) },
  "GET /api/operator/status": { expected: operators(200) },
  "GET /api/operator/backup": { expected: operators(200) },
  "POST /api/operator/owner": { expected: operators(200) },
  "GET /api/operator/users": { expected: operators(200) },
  "POST /api/operator/users": { body: ({ fresh }) => ({ username: fresh() }), expected: operators(200) },
  "POST /api/operator/users/reset-password": { body: () => ({ username: "zoe" }), expected: operators(200) },
  "GET /api/terminal/requests": { expected: operators(200) },
  "GET /api/terminal/requests/:ref": { path: () => "/api/terminal/requests/abcdef", expected: operators(404) },
  "POST /api/terminal/requests/:ref/answer": {
    path: ({ request }) => `/api/terminal/requests/${request}/answer`,
    body: () => ({ shown_digest: "0".repeat(64), reply: { kind: "approve" } }),
    expected: operators(404),
  },
  "POST /api/terminal/requests/:ref/note": {
    path: ({ request }) => `/api/terminal/requests/${request}/note`,
    body: () => ({ text: "why" }),
    expected: operators(404),
  },
  // The web inbox is a page that holds nothing; at 127.0.0.1 it sends to localhost.
  "GET /": { expected: all(307) },
  // An address where nothing is: a program is told so.
  "GET /*": { path: () => "/nowhere", expected: all(404) },
  "GET /r/:id": { path: ({ request }) => `/r/${request}`, expected: all(307) },
  "GET /history": { expected: all(307) },
  "GET /people": { expected: all(307) },
  "GET /agents": { expected: all(307) },
  "GET /settings": { expected: all(307) },
  "GET /welcome": { expected: all(307) },
  "GET /owner": { expected: all(307) },
  "GET /join": { expected: all(307) },
  "GET /link": { expected: all(307) },
  "GET /register": { expected: all(307) },
  "GET /theme.js": { expected: all(200) },
  "GET /icon.svg": { expected: all(200) },
  "GET /icon-192.png": { expected: all(200) },
  "GET /icon-512.png": { expected: all(200) },
  "GET /icon-maskable-512.png": { expected: all(200) },
  "GET /apple-touch-icon.png": { expected: all(200) },
  "GET /badge-96.png": { expected: all(200) },
  "GET /manifest.webmanifest": { expected: all(200) },
  "GET /sw.js": { expected: all(200) },
  "GET /assets/:name": { path: () => "/assets/old.js", expected: all(404) },
  // No token reads what a page shows; what a cookie opens is in channels/inbox/*.test.ts.
  "GET /api/inbox/start": { expected: everybody(401) },
  "GET /api/inbox/count": { expected: everybody(401) },
  "GET /api/inbox/requests": { expected: everybody(401) },
  "GET /api/inbox/requests/:ref": { path: ({ request }) => `/api/inbox/requests/${request}`, expected: everybody(401) },
  "POST /api/inbox/requests/:ref/seen": {
    path: ({ request }) => `/api/inbox/requests/${request}/seen`,
    body: () => ({}),
    expected: everybody(401),
  },
  "POST /api/inbox/requests/:ref/challenge": {
    path: ({ request }) => `/api/inbox/requests/${request}/challenge`,
    body: () => ({ shown_digest: "0".repeat(64), reply: { kind: "approve" } }),
    expected: everybody(401),
  },
  "POST /api/inbox/requests/:ref/answer": {
    path: ({ request }) => `/api/inbox/requests/${request}/answer`,
    body: () => ({ shown_digest: "0".repeat(64), reply: { kind: "approve" }, proof: { password: "x" } }),
    expected: everybody(401),
  },
  "POST /api/inbox/requests/:ref/note": {
    path: ({ request }) => `/api/inbox/requests/${request}/note`,
    body: () => ({ text: "why" }),
    expected: everybody(401),
  },
  "GET /api/inbox/sessions": { expected: everybody(401) },
  "POST /api/inbox/sample": { body: () => ({}), expected: everybody(401) },
  "GET /api/inbox/events": { expected: everybody(401) },
  // The last one, since it ends the sign-ins.
  "POST /api/auth/logout": { expected: everybody(200) },
};

describe.each(["SQLite memory", "PostgreSQL"] as const)("who gets in, on %s", (name) => {
  const databases = testDatabases(name, MIGRATIONS);
  // The usual fixture closes after each test.
  let open: Awaited<ReturnType<typeof scene>>;
  beforeAll(async () => void (open = await scene()), 60_000);

  async function scene() {
    const database = await databases.open();
    const config = { mode: "served", auth: "keys", mostPending: 1_000 } as const;
    const make = () => openLoopgate({ config, world: { database: { ...database, close: () => Promise.resolve() } } });
    const loopgate = await make();
    const [ann, ben] = [await person(loopgate, "ann"), await person(loopgate, "ben")];
    const [key, expired, revoked, others] = [await ann.key(), await ann.key(), await ann.key(), await ben.key()];
    const keys = database.query<{ api_keys: { tenant_id: string; id: string; expires_at: number | null } }>();
    const expiring = keys.updateTable("api_keys").set({ expires_at: 1 }).where("tenant_id", "=", ann.id);
    await expiring.where("id", "=", expired.id).execute();
    await ann.revoke(revoked.id);
    const member = async (role: string) => {
      const added = await loopgate.post("/api/operator/users", { username: role, role }, bearer(OPERATOR));
      const { body } = await loopgate.post("/api/auth/login", { username: role, password: added.body["password"] });
      return String(body["token"]);
    };
    const connect = () => connectClient(database, ann.id as TenantId);
    await loopgate.post("/api/operator/users", { username: "zoe" }, bearer(OPERATOR));
    const seed = createSecrets({ master: "m".repeat(32), bytes: Buffer.alloc }).key("sign-in tokens");
    const old = createSignInTokens({ seeds: [seed], clock: { now: () => Date.now() - 86_400_000 } });
    const credentials: Record<Caller, string | undefined> = {
      nobody: undefined,
      "wrong key": `lk_pub_${"0".repeat(64)}`,
      "expired key": expired.raw,
      "revoked key": revoked.raw,
      "other tenant's key": others.raw,
      "agent's key": key.raw,
      "access token": (await connect()).access,
      "expired token": old.make({ accountId: ann.id, signInId: ann.id }),
      "owner's token": ann.token,
      "admin's token": await member("admin"),
      "responder's token": await member("responder"),
      "viewer's token": await member("viewer"),
      operator: OPERATOR,
    };
    for (const raw of [key.raw, others.raw]) await loopgate.post("/hitl/register", names, bearer(raw));
    return { make, ann, key, credentials, connect };
  }

  test("every route of the app has a row, and every row is a route", async () => {
    const { app } = await open.make();
    const routes = app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`);
    expect(new Set(routes)).toEqual(new Set(Object.keys(ROUTES)));
  });

  test.each(Object.entries(ROUTES))(
    "%s",
    async (route, { body, path, expected }) => {
      const { make, ann, key, credentials, connect } = open;
      const loopgate = await make();
      const [method = "", pattern = ""] = route.split(" ");
      const told: Partial<Row> = {};
      for (const caller of CALLERS) {
        const credential = credentials[caller];
        const headers = credential === undefined ? {} : bearer(credential);
        await loopgate.post("/hitl/register", { session_id: "of-ann", client_id: "bot" }, bearer(key.raw));
        const asked = await loopgate.post("/hitl/request", { ...names, message: "May I?" }, bearer(key.raw));
        const callback = pattern.startsWith("/hitl/callbacks/")
          ? await loopgate.post("/hitl/callbacks", CALLBACK, bearer(key.raw))
          : asked;
        const made: Made = {
          callback: String(callback.body["callback_id"]),
          request: String(asked.body["request_id"]),
          // A tenant has a bounded number of keys.
          key: pattern.includes("/apikeys/") ? (await ann.key()).id : key.id,
          connection: pattern.includes("/connections/") ? (await connect()).id : "",
          fresh: () => `user-${caller.replace(/\W/g, "")}`,
        };
        const answer = body
          ? await loopgate.post(path?.(made) ?? pattern, body(made), headers)
          : await loopgate.call(method, path?.(made) ?? pattern, { headers });
        told[caller] = answer.status;
      }
      expect(told).toEqual(expected);
    },
    30_000,
  );
});
