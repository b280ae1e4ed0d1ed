import { cookieOf, PASSWORD } from "../accounts.fixture.ts";
import { own, type ServedLoopgate, type SignedUp } from "../linked.fixture.ts";

/** Makes an invitation into the tenant of an owner or admin; `code` is what its link holds. */
export async function invite(by: SignedUp, role: string, more: object = {}) {
  const made = await by.post("/api/tenant/invitations", { role, password: PASSWORD, ...more });
  return { made, id: String(made.body["id"]), code: String(made.body["link"]).split("#", 2)[1] ?? "" };
}

/** Brings an invitation's code, with an account that is there or becomes one. */
export function join(gate: ServedLoopgate, code: string, username: string, password = PASSWORD) {
  return gate.post("/api/auth/join", { code, username, password }, own);
}

/** How somebody who has joined calls in that tenant. */
export async function memberOf(gate: ServedLoopgate, tenant: string, username: string): Promise<SignedUp> {
  const signedIn = await gate.post("/api/auth/login", { username, password: PASSWORD });
  const at: Record<string, string> = { "x-loopgate-tenant": tenant };
  const token = String(signedIn.body["token"]);
  const cookie = cookieOf(signedIn);
  const browser = { cookie, ...own, ...at };
  const headers = { authorization: `Bearer ${token}`, ...at };
  return {
    id: String(signedIn.body["user_id"]),
    username,
    token,
    cookie,
    signedIn,
    browser,
    headers,
    post: (path, body) => gate.post(path, body, browser),
    get: (path) => gate.call("GET", path, { headers }),
    revoke: (id) => gate.call("DELETE", `/api/user/apikeys/${id}`, { headers }),
    async key(input = {}) {
      const made = await gate.post("/api/user/apikeys", input, headers);
      return { id: String(made.body["id"]), raw: String(made.body["raw_key"]), made };
    },
  };
}

/** Somebody who has joined the tenant with this role. */
export async function invited(
  gate: ServedLoopgate,
  owner: SignedUp,
  username: string,
  role: string,
): Promise<SignedUp> {
  await join(gate, (await invite(owner, role)).code, username);
  return memberOf(gate, owner.id, username);
}
