import type { Answered, openLoopgate } from "../loopgate.fixture.ts";

type Loopgate = Pick<Awaited<ReturnType<typeof openLoopgate>>, "post" | "call">;

export const PASSWORD = "SecurePassword123!";

/** A person with an account in a running Loopgate, and what he does there. */
export async function person({ post, call }: Loopgate, username: string) {
  const registered = await post("/api/auth/register", { username, password: PASSWORD });
  const signedIn = await post("/api/auth/login", { username, password: PASSWORD });
  const token = String(signedIn.body["token"]);
  const headers = { authorization: `Bearer ${token}` };
  const key = async (input: object = {}, more: Record<string, string> = {}) => {
    const made = await post("/api/user/apikeys", input, { ...headers, ...more });
    return { id: String(made.body["id"]), raw: String(made.body["raw_key"]), made };
  };
  return {
    id: String(registered.body["user_id"]),
    token,
    headers,
    cookie: cookieOf(signedIn),
    signedIn,
    key,
    get: (path: string, more: Record<string, string> = {}) => call("GET", path, { headers: { ...headers, ...more } }),
    revoke: (id: string) => call("DELETE", `/api/user/apikeys/${id}`, { headers }),
  };
}

/** What a browser sends back. */
export function cookieOf({ headers }: Answered): string {
  return (headers.getSetCookie()[0] ?? "").split(";", 1)[0] ?? "";
}

export function bearer(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}
