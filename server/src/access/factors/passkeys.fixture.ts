import { generateKeyPairSync, sign } from "node:crypto";
import { canonical, type JsonObject, type NewPasskeyAsked, type PasskeyAsked } from "@loopgate/contract";
import { vi } from "vitest";
import type { Answered, openLoopgate } from "../../loopgate.fixture.ts";
import { PORT } from "../../loopgate.fixture.ts";
import { PASSWORD, person } from "../accounts.fixture.ts";
import { createAuthenticator, type Authenticator } from "./authenticator.fixture.ts";

// Passwords are hashed in earnest, several in each test: a busy machine takes its time.
vi.setConfig({ testTimeout: 90_000 });

export const ORIGIN = `http://localhost:${PORT}`;

type Loopgate = Pick<Awaited<ReturnType<typeof openLoopgate>>, "post" | "call">;

type Post = (path: string, body?: unknown) => Promise<Answered>;

/** Somebody in a browser at a page of ours. */
export async function visitor(loopgate: Loopgate, username: string, origin = ORIGIN) {
  const one = await person(loopgate, username);
  return { ...one, username, ...inBrowser(loopgate, one.cookie, origin) };
}

/** Calls with a cookie. */
export function inBrowser(loopgate: Loopgate, cookie: string, origin = ORIGIN) {
  const headers = { cookie, origin };
  const post: Post = (path, body = {}) => loopgate.post(path, body, headers);
  const del = (path: string, body: unknown) =>
    loopgate.call("DELETE", path, {
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const passkeys = () => loopgate.call("GET", "/api/user/passkeys", { headers });
  /** The fresh use of a passkey, for the next call. */
  const fresh = async (authenticator: Authenticator) => ({ passkey: signed(authenticator, await asked(post)) });
  return { browser: headers, post, del, passkeys, fresh };
}

export type Visitor = Awaited<ReturnType<typeof visitor>>;

async function asked(post: Post): Promise<PasskeyAsked> {
  return (await post("/api/user/fresh")).body["passkey"] as PasskeyAsked;
}

/** What is sent of a passkey that signed. */
export function signed(
  authenticator: Authenticator,
  { nonce, options }: PasskeyAsked,
  lies?: Parameters<Authenticator["sign"]>[1],
) {
  return { nonce, assertion: authenticator.sign({ options }, lies) };
}

/** Begins to add a passkey. */
export async function begin({ post }: Pick<Visitor, "post">): Promise<NewPasskeyAsked> {
  return (await post("/api/user/passkeys/options")).body as unknown as NewPasskeyAsked;
}

/** Adds a passkey to an account that has none; answers it, and what was told. */
export async function enrol(
  by: Pick<Visitor, "post">,
  { counts = false, origin = ORIGIN, name = "Phone", password = PASSWORD } = {},
) {
  const authenticator = createAuthenticator({ origin, counts });
  const made = await begin(by);
  const response = authenticator.make(made);
  const added = await by.post("/api/user/passkeys", { name, nonce: made.nonce, response, password });
  return { authenticator, added, id: String(added.body["id"]) };
}

/** Signs in with a passkey. */
export async function signInBy(
  { post }: Loopgate,
  authenticator: Authenticator,
  { lies, more = {} }: { readonly lies?: Parameters<Authenticator["sign"]>[1]; readonly more?: object } = {},
): Promise<Answered> {
  const { body } = await post("/api/auth/passkey/options", {});
  return post("/api/auth/passkey", { ...signed(authenticator, body as unknown as PasskeyAsked, lies), ...more });
}

/** A key that a browser keeps: what it gives out, and how it signs. */
export function createBrowserKey(namedCurve = "P-256") {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
  return {
    spki: publicKey.export({ format: "der", type: "spki" }).toString("base64url"),
    sign: (statement: object) =>
      sign("sha256", Buffer.from(canonical(statement as JsonObject)), {
        key: privateKey,
        dsaEncoding: "ieee-p1363",
      }).toString("base64url"),
  };
}
