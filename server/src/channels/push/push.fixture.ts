import { vi } from "vitest";
import { bearer, cookieOf } from "../../access/accounts.fixture.ts";
import type { Database } from "../../db/db.ts";
import { createOutgoing } from "../../http/outgoing.ts";
import { systemClock } from "../../kit/clock.ts";
import { openLoopgate, OPERATOR, PORT } from "../../loopgate.fixture.ts";
import { openPushService, type Browser } from "./sink.fixture.ts";

// Passwords are hashed in earnest.
vi.setConfig({ testTimeout: 60_000 });

type Tables = {
  readonly deliveries: { tenant_id: string; request_id: string; shown_version: number };
  readonly push_subscriptions: {
    tenant_id: string;
    id: string;
    account_id: string;
    endpoint_hash: string;
    sealed: string;
    created_at: number;
    failing_since: number | null;
  };
};

/** A running Loopgate that reaches one push service, and people of this machine's tenant who are signed in with browsers. */
export async function openPushed(database: Database, { secret = "m".repeat(32), previous = "" } = {}) {
  const service = await openPushService();
  const serve = (master: string, previousSecret?: string) =>
    openLoopgate({
      config: { mode: "served", auth: "keys", pushHosts: [service.host], previousSecret },
      world: {
        // The fixture closes what it opened; the suite's database is the suite's.
        database: { ...database, close: () => Promise.resolve() },
        outgoing: createOutgoing({ clock: systemClock, ...service.guard }),
        folder: { master, isOperator: (credential) => credential === OPERATOR },
      },
    });
  const loopgate = await serve(secret, previous || undefined);
  const sql = database.query<Tables>();

  /** A member who may answer, since his role says so. */
  async function member(username: string, role = "admin") {
    const added = await loopgate.post("/api/operator/users", { username, role }, bearer(OPERATOR));
    const password = String(added.body["password"]);
    const signedIn = await loopgate.post("/api/auth/login", { username, password });
    const id = String(signedIn.body["user_id"]);
    const headers = { cookie: cookieOf(signedIn), origin: `http://localhost:${PORT}` };
    const post = (path: string, body: unknown) => loopgate.post(path, body, headers);
    const subscribe = (browser: Browser) => post("/api/inbox/push", browser.subscription);
    return {
      id,
      username,
      headers,
      token: bearer(String(signedIn.body["token"])),
      post,
      subscribe,
      /** A browser of his, subscribed. */
      async browser(serverKey: string): Promise<Browser> {
        const browser = service.browser(serverKey);
        const { status, body } = await subscribe(browser);
        if (status !== 200) throw new Error(JSON.stringify(body));
        return browser;
      },
      unsubscribe: ({ subscription: { endpoint } }: Browser) => post("/api/inbox/push/unsubscribe", { endpoint }),
    };
  }

  /** An agent that may ask of these people, or of everybody. */
  async function agent(by: Awaited<ReturnType<typeof member>>) {
    const made = await loopgate.post("/api/user/apikeys", {}, by.token);
    const key = bearer(String(made.body["raw_key"]));
    const ask = async (input: object = {}, responders: readonly string[] = []) => {
      const names = { session_id: responders[0] ?? "all", client_id: "bot" };
      await loopgate.post("/hitl/register", { ...names, ...(responders.length > 0 && { responders }) }, key);
      const body = { ...names, message: "Drop the table?", request_type: "confirmation", ...input };
      return String((await loopgate.post("/hitl/request", body, key)).body["request_id"]);
    };
    const states = async (id: string) =>
      (await loopgate.get(`/hitl/requests/${id}`, key)).body["deliveries"] as readonly {
        channel: string;
        state: string;
        error: string | null;
      }[];
    return { key, ask, states, cancel: (id: string) => loopgate.post("/hitl/cancel", { request_id: id }, key) };
  }

  const subscriptions = () =>
    sql.selectFrom("push_subscriptions").selectAll().where("tenant_id", "=", "local").orderBy("created_at").execute();
  const shownVersions = async (id: string) =>
    (
      await sql
        .selectFrom("deliveries")
        .select("shown_version")
        .where("tenant_id", "=", "local")
        .where("request_id", "=", id)
        .execute()
    ).map(({ shown_version: version }) => version);
  return { ...loopgate, service, serve, member, agent, subscriptions, shownVersions };
}
