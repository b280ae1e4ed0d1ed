import { createHash } from "node:crypto";
import { z } from "zod";
import type { Database } from "../../db/db.ts";
import type { Ids } from "../../kit/ids.ts";
import type { Log } from "../../kit/log.ts";
import type { Passwords } from "./passwords.ts";

/** Who signed in, and the cookie that a browser keeps of it. */
export type SignedInAs = {
  readonly accountId: string;
  readonly username: string;
  /** The token of the sign-in's row. */
  readonly token: string;
  readonly cookie: string;
};

/** What better-auth does for us: usernames with passwords, and the sessions of signing in. It answers no route of its own. */
export type Logins = {
  /** The new account's id. Undefined: it was not made, for the username is taken or the database did not take it. */
  create(username: string, password: string): Promise<string | undefined>;
  /** Undefined: the username or the password is wrong; both take the same work. */
  signIn(username: string, password: string): Promise<SignedInAs | undefined>;
  /** A sign-in of somebody who has proved by other means who he is. */
  enter(accountId: string): Promise<SignedInAs>;
  /** The id of the account and of the sign-in behind a browser's cookie. */
  byCookie(headers: Headers): Promise<{ readonly accountId: string; readonly signInId: string } | undefined>;
};

const SIGN_IN_SECONDS = 7 * 86_400;

type Parts = {
  readonly db: Database;
  readonly ids: Pick<Ids, "id">;
  readonly log: Log;
  readonly passwords: Passwords;
  /** The first signs cookies; what another one signed still counts. */
  readonly secrets: readonly [Buffer, ...Buffer[]];
  /** Where people reach this server. */
  readonly url: () => URL;
};

export function createLogins(parts: Parts): Logins {
  // Loaded by the first who signs in: it takes as long as all the rest of a start.
  const [auth, ...older] = parts.secrets.map((secret) => {
    let opened: ReturnType<typeof open> | undefined;
    return () => (opened ??= open(parts, secret));
  }) as [() => ReturnType<typeof open>, ...(() => ReturnType<typeof open>)[]];

  return {
    async create(username, password) {
      const { api } = await auth();
      const body = { username, password, name: username, email: syntheticAddress(username) };
      try {
        return (await api.signUpEmail({ body })).user.id;
      } catch (error) {
        if (isRefusal(error)) return undefined;
        throw error;
      }
    },
    async signIn(username, password) {
      const { api } = await auth();
      try {
        const { response, headers } = await api.signInUsername({ body: { username, password }, returnHeaders: true });
        if (!response) return undefined;
        const { token, user } = response;
        const cookie = headers.getSetCookie()[0] ?? "";
        return { accountId: user.id, username: user.displayUsername ?? user.name, token, cookie };
      } catch (error) {
        if (isRefusal(error)) return undefined;
        throw error;
      }
    },
    async enter(accountId) {
      const { api } = await auth();
      const { response, headers } = await api.enter({ body: { accountId }, returnHeaders: true });
      const { token, username: name } = response;
      return { accountId, username: name, token, cookie: headers.getSetCookie()[0] ?? "" };
    },
    async byCookie(headers) {
      const cookie = headers.get("cookie") ?? "";
      const query = { disableCookieCache: true, disableRefresh: true };
      for (const each of [auth, ...older]) {
        const { api } = await each();
        const found = await api.getSession({ headers: new Headers({ cookie }), query });
        if (found) return { accountId: found.user.id, signInId: found.session.id };
      }
      return undefined;
    },
  };
}

/** A name of the cookie that other software on the host cannot set, where there is TLS (RFC 6265bis, 4.1.3.2). */
export function cookieName(url: URL): string {
  return url.protocol === "https:" ? "__Host-loopgate" : "loopgate_sign_in";
}

async function open({ db, ids, log, passwords, url: where }: Parts, secret: Buffer) {
  const url = where();
  const [{ betterAuth }, { username }, entering] = await Promise.all([
    import("better-auth"),
    import("better-auth/plugins/username"),
    enterPlugin(),
  ]);
  return betterAuth({
    baseURL: url.origin,
    secret: secret.toString("base64url"),
    // Our own builder: its statements are held to the tenancy rule, and each commits by itself. SQLite's types serve both databases.
    database: { db: db.query<never>(), type: "sqlite" },
    telemetry: { enabled: false },
    // It would write usernames into the log.
    logger: { level: "error", log: (_, message) => log.warn(message.slice(0, 200), { part: "accounts" }) },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      autoSignIn: false,
      minPasswordLength: 12,
      maxPasswordLength: 1024,
      password: { hash: passwords.hash, verify: ({ password, hash }) => passwords.verify(password, hash) },
    },
    user: { modelName: "accounts", fields: { emailVerified: "email_verified", ...stamps } },
    session: {
      modelName: "sign_ins",
      expiresIn: SIGN_IN_SECONDS,
      disableSessionRefresh: true,
      fields: {
        userId: "user_id",
        expiresAt: "expires_at",
        ipAddress: "ip_address",
        userAgent: "user_agent",
        ...stamps,
      },
    },
    account: {
      modelName: "credentials",
      fields: {
        userId: "user_id",
        accountId: "account_id",
        providerId: "provider_id",
        accessToken: "access_token",
        refreshToken: "refresh_token",
        idToken: "id_token",
        accessTokenExpiresAt: "access_token_expires_at",
        refreshTokenExpiresAt: "refresh_token_expires_at",
        ...stamps,
      },
    },
    verification: { modelName: "verifications", fields: { expiresAt: "expires_at", ...stamps } },
    advanced: {
      database: { generateId: () => ids.id(), validateSchema: false },
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: cookieName(url),
          attributes: { httpOnly: true, sameSite: "strict", path: "/", secure: url.protocol === "https:" },
        },
      },
    },
    plugins: [
      username({
        minUsernameLength: 1,
        maxUsernameLength: 256,
        usernameValidator: () => true,
        schema: { user: { fields: { username: "username", displayUsername: "display_username" } } },
      }),
      entering,
    ],
  });
}

/** What its own passkey plugin does after a passkey was right. No route leads to it: better-auth answers none. */
async function enterPlugin() {
  const [{ createAuthEndpoint, APIError }, { setSessionCookie }] = await Promise.all([
    import("better-auth/api"),
    import("better-auth/cookies"),
  ]);
  const body = z.object({ accountId: z.string() });
  const enter = createAuthEndpoint("/loopgate/enter", { method: "POST", body }, async (context) => {
    const { internalAdapter } = context.context;
    const user = await internalAdapter.findUserById(context.body.accountId);
    const session = user && (await internalAdapter.createSession(user.id));
    if (!session) throw new APIError("INTERNAL_SERVER_ERROR");
    await setSessionCookie(context, { session, user });
    return { token: session.token, username: user.name };
  });
  return { id: "loopgate-enter", endpoints: { enter } } as const;
}

const stamps = { createdAt: "created_at", updatedAt: "updated_at" };

/** better-auth knows an account by an e-mail address; ours have none, so each gets one that leads nowhere (RFC 2606). */
function syntheticAddress(username: string): string {
  return `${createHash("sha256").update(username.toLowerCase()).digest("hex")}@accounts.loopgate.invalid`;
}

/** better-auth's own refusal, such as a wrong password. Anything else is a failure of ours or of the database. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !("statusCode" in error)) return false;
  return typeof error.statusCode === "number" && error.statusCode < 500;
}
