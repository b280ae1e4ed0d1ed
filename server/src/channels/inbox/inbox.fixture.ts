import type { InboxCard, InboxChallenge, InboxList, NewPasskeyAsked } from "@loopgate/contract";
import { bearer, cookieOf } from "../../access/accounts.fixture.ts";
import { createAuthenticator } from "../../access/factors/authenticator.fixture.ts";
import { createBrowserKey } from "../../access/factors/passkeys.fixture.ts";
import type { Config } from "../../config.ts";
import type { Database } from "../../db/db.ts";
import type { Clock } from "../../kit/clock.ts";
import { openLoopgate, OPERATOR, PORT } from "../../loopgate.fixture.ts";
import type { World } from "../../main.ts";

/** What a browser says of a page of Loopgate's own. */
export const OWN_PAGE = { origin: `http://localhost:${PORT}`, "sec-fetch-site": "same-origin" };

type Role = "admin" | "responder" | "viewer";
type Opening = {
  readonly database: Database;
  readonly clock?: Clock;
  readonly config?: Partial<Config>;
  readonly world?: Partial<World>;
};

/** A tenant with its admin signed in, whoever else comes in a browser of his own, and an agent that asks. */
export async function openInbox({ database, clock, config = {}, world = {} }: Opening) {
  const served = { mode: "served", auth: "keys", mostPending: 10_000 } as const;
  const kept = { ...database, close: () => Promise.resolve() };
  const loopgate = await openLoopgate({
    config: { ...served, ...config },
    world: { ...world, database: kept },
    ...(clock && { clock }),
  });

  /** Somebody new with this role, signed in by a browser that keeps a key. */
  async function person(username: string, role: Role) {
    const added = await loopgate.post("/api/operator/users", { username, role }, bearer(OPERATOR));
    const password = String(added.body["password"]);
    const key = createBrowserKey();
    const signedIn = await loopgate.post("/api/auth/login", { username, password, browser_key: key.spki });
    const headers = { cookie: cookieOf(signedIn), ...OWN_PAGE };
    return { id: String(signedIn.body["user_id"]), username, password, signedIn, ...browser(headers, password, key) };
  }

  function browser(headers: Record<string, string>, password: string, key: ReturnType<typeof createBrowserKey>) {
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
      /** What this browser's key says to the card as it stands. */
      async said(ref: string, reply: object) {
        const { request_id, shown_digest } = await card(ref);
        const browser_signature = key.sign({ kind: "decision", request_id, shown_digest, reply });
        return { shown_digest, reply, proof: { browser_signature } };
      },
      /** Says it, with the signature of the browser's key unless another proof is given. */
      async answer(ref: string, reply: object, proof?: object) {
        const said = await this.said(ref, reply);
        return post(`/requests/${ref}/answer`, { ...said, ...(proof && { proof }) });
      },
      /** Adds a passkey; answers how it signs what it is asked. */
      async passkey() {
        const asked = await loopgate.post("/api/user/passkeys/options", {}, headers);
        const authenticator = createAuthenticator({ origin: OWN_PAGE.origin });
        const { nonce, ...made } = asked.body as unknown as NewPasskeyAsked;
        const response = authenticator.make({ nonce, ...made });
        const added = await loopgate.post("/api/user/passkeys", { nonce, response, password }, headers);
        if (added.status !== 201) throw new Error(`no passkey: ${JSON.stringify(added.body)}`);
        return async (ref: string, reply: object) => {
          const { shown_digest } = await card(ref);
          const { body } = await post(`/requests/${ref}/challenge`, { shown_digest, reply });
          const { challenge, rp_id: rpId, nonce: once } = body as unknown as InboxChallenge;
          return { nonce: once, assertion: authenticator.sign({ options: { challenge, rpId } }) };
        };
      },
    };
  }

  const ann = await person("ann", "admin");
  const made = await loopgate.post("/api/user/apikeys", {}, ann.headers);
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
