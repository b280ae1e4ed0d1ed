import type { InboxCard, InboxList } from "@loopgate/contract";
import { bearer, cookieOf } from "../../access/accounts.fixture.ts";
import type { Config } from "../../config.ts";
import type { Database } from "../../db/db.ts";
import { openLoopgate, OPERATOR, PORT } from "../../loopgate.fixture.ts";
import type { World } from "../../main.ts";

/** What a browser says of a page of Loopgate's own. */
export const OWN_PAGE = { origin: `http://127.0.0.1:${PORT}`, "sec-fetch-site": "same-origin" };

/** A tenant with its admin signed in, each in a browser of his own, and an agent that asks. */
export async function openInbox({
  database,
  config = {},
  world = {},
}: {
  readonly database: Database;
  readonly config?: Partial<Config>;
  readonly world?: Partial<World>;
}) {
  const served = { mode: "served", auth: "keys", mostPending: 10_000 } as const;
  const kept = { ...database, close: () => Promise.resolve() };
  const loopgate = await openLoopgate({ config: { ...served, ...config }, world: { ...world, database: kept } });

  /** Somebody new with this role, signed in. */
  async function person(username: string, role: "admin" | "responder" | "viewer") {
    const added = await loopgate.post("/api/operator/users", { username, role }, bearer(OPERATOR));
    const password = String(added.body["password"]);
    const signedIn = await loopgate.post("/api/auth/login", { username, password });
    const id = String(signedIn.body["user_id"]);
    return { id, username, password, added, signedIn, ...browser(cookieOf(signedIn), password) };
  }

  function browser(cookie: string, password: string) {
    const headers = { cookie, ...OWN_PAGE };
    const get = (path: string, more: Record<string, string> = {}) =>
      loopgate.get(`/api/inbox${path}`, { ...headers, ...more });
    const post = (path: string, body: unknown = {}, more: Record<string, string> = {}) =>
      loopgate.post(`/api/inbox${path}`, body, { ...headers, ...more });
    const card = async (ref: string) => (await get(`/requests/${ref}`)).body as unknown as InboxCard;
    return {
      headers,
      get,
      post,
      card,
      list: async (query = "") => (await get(`/requests${query}`)).body as unknown as InboxList,
      /** Says it to the card as it stands, with the password as the proof. */
      async answer(ref: string, reply: object, proof: object = { password }) {
        const { shown_digest } = await card(ref);
        return post(`/requests/${ref}/answer`, { shown_digest, reply, proof });
      },
    };
  }

  const ann = await person("ann", "admin");
  const made = await loopgate.post("/api/user/apikeys", {}, ann.headers);
  if (made.status !== 201) throw new Error(`no key: ${JSON.stringify([made, ann.added])}`);
  const key = bearer(String(made.body["raw_key"]));
  await loopgate.post("/hitl/register", { session_id: "main", client_id: "bot" }, key);

  return {
    ...loopgate,
    ann,
    person,
    key,
    async ask(input: object = {}) {
      const body = { session_id: "main", client_id: "bot", message: "May I?", ...input };
      const asked = await loopgate.post("/hitl/request", body, key);
      if (asked.status !== 200) throw new Error(`not asked: ${JSON.stringify(asked.body)}`);
      return String(asked.body["request_id"]);
    },
    poll: (id: string, wait = 0) => loopgate.get(`/hitl/poll?request_id=${id}&wait=${wait}`, key),
    cancel: (id: string, reason: string) => loopgate.post("/hitl/cancel", { request_id: id, reason }, key),
  };
}
