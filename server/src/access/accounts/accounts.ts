import { LoopgateError, type AccountList, type Role } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import { prepared } from "../../db/prepared.ts";
import type { TenantId } from "../../gate/request.ts";
import type { Clock } from "../../kit/clock.ts";
import { Unavailable } from "../../kit/failures.ts";
import type { Ids } from "../../kit/ids.ts";
import type { Facts } from "../facts.ts";
import type { Logins, SignedInAs } from "./better-auth.ts";
import { passwordErrors } from "./password-rules.ts";
import type { Passwords } from "./passwords.ts";
import { createSignInFacts } from "./sign-in-facts.ts";
import type { SignInClaims, SignInTokens } from "./sign-in-tokens.ts";
import type { AccountTables } from "./tables.ts";
import type { Tenants } from "./tenants.ts";

/** The account behind a sign-in that stands. */
export type SignedInAccount = SignInClaims & { readonly username: string };

/** A sign-in that was just made. */
export type SignedIn = SignedInAs & { readonly jwt: string };

/** People's accounts. Refusals are LoopgateErrors. */
export type Accounts = {
  /** A new account with a tenant of its own; answers its id. */
  register(username: string, password: string): Promise<string>;
  signIn(username: string, password: string, how?: { readonly browserKey?: string | undefined }): Promise<SignedIn>;
  /** A sign-in by what is no password, ended where that counts no more once it is there. Throws `sign_in_failed`. */
  enter(
    accountId: string,
    how: { readonly browserKey?: string | undefined; readonly counts: () => Promise<boolean> },
  ): Promise<SignedIn>;
  /** Ends one sign-in: its token and its cookie open nothing from now on. */
  signOut(signInId: string): Promise<void>;
  /** Whose token it is; undefined where it is none, or its sign-in has ended. */
  byToken(token: string): Promise<SignedInAccount | undefined>;
  byCookie(headers: Headers): Promise<SignedInAccount | undefined>;
  /** Whether this is the account's password. */
  hasPassword(accountId: string, password: string): Promise<boolean>;
  named(username: string): Promise<{ readonly id: string; readonly username: string } | undefined>;
  usernameOf(accountId: string): Promise<string | undefined>;
  /** Sets a password and ends every sign-in of the account but the one that it is changed by. Throws `invalid_request`. */
  changePassword(
    by: { readonly accountId: string; readonly username: string; readonly signInId: string },
    password: string,
  ): Promise<void>;
  /** Sets a password and ends every sign-in of the account. */
  resetPassword(username: string, password: string): Promise<string>;
  list(): Promise<AccountList["users"]>;
};

/** A registration that a crash cut in two is this old before its name is free again. */
const HALF_MADE_MS = 60_000;

export function createAccounts(parts: {
  readonly db: Database;
  readonly ids: Pick<Ids, "id">;
  readonly clock: Clock;
  readonly logins: Logins;
  readonly passwords: Passwords;
  readonly tokens: SignInTokens;
  readonly tenants: Tenants;
  readonly facts: Facts;
  /** Gives the account its place among those who answer in its tenants. */
  readonly seat: (accountId: string) => Promise<void>;
  /** Told where a refused sign-in could not be kept. */
  readonly failed: (error: unknown) => void;
}): Accounts {
  const { db, ids, clock, logins, passwords, tokens, tenants, facts, seat, failed } = parts;
  const sql = db.query<AccountTables>();

  /** Asked with each call that a sign-in makes. */
  const standing = prepared<{ id: string }, { user_id: string; expires_at: string; username: string }>((place) =>
    sql
      .selectFrom("sign_ins")
      .innerJoin("accounts", "accounts.id", "sign_ins.user_id")
      .select(["sign_ins.user_id", "sign_ins.expires_at", "accounts.display_username as username"])
      .where("sign_ins.id", "=", place("id")),
  );

  /** What is stored of the password of a username. */
  async function storedPassword(username: string): Promise<string | undefined> {
    const row = await sql
      .selectFrom("accounts")
      .innerJoin("credentials", "credentials.user_id", "accounts.id")
      .select("credentials.password")
      .where("accounts.username", "=", username.toLowerCase())
      .executeTakeFirst();
    return row?.password ?? undefined;
  }

  async function stands({ accountId, signInId }: SignInClaims): Promise<SignedInAccount | undefined> {
    const [row] = await db.execute(standing({ id: signInId }));
    if (!row || row.user_id !== accountId || Date.parse(row.expires_at) <= clock.now()) return undefined;
    return { accountId, signInId, username: row.username };
  }

  const named: Accounts["named"] = async (username) => {
    const row = await sql
      .selectFrom("accounts")
      .select(["id", "display_username"])
      .where("username", "=", username.toLowerCase())
      .executeTakeFirst();
    return row && { id: row.id, username: row.display_username };
  };

  /** An account is two rows, written one after the other. One that a crash left without its password is nobody's. */
  async function forgetHalfMade(username: string): Promise<void> {
    await sql
      .deleteFrom("accounts")
      .where("username", "=", username.toLowerCase())
      .where("created_at", "<", new Date(clock.now() - HALF_MADE_MS).toISOString())
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom("credentials").select("id").whereRef("credentials.user_id", "=", "accounts.id"))),
      )
      .execute();
  }

  async function forgetEnded(accountId: string): Promise<void> {
    const now = new Date(clock.now()).toISOString();
    await sql.deleteFrom("sign_ins").where("user_id", "=", accountId).where("expires_at", "<", now).execute();
  }

  async function register(username: string, password: string): Promise<string> {
    const errors = passwordErrors(username, password);
    if (errors.length > 0) throw new LoopgateError("invalid_request", "Choose another password.", errors);
    await forgetHalfMade(username);
    const id = await logins.create(username, password);
    if (id === undefined) {
      if (await named(username)) throw new LoopgateError("username_taken", "Choose another username.");
      throw new Unavailable("unavailable", "The account was not made.");
    }
    await tenants.ensureOwn(id, username);
    await seat(id);
    return id;
  }

  const noted = createSignInFacts({ db, facts, tenants });

  async function setPassword(accountId: string, password: string, keptSignIn = ""): Promise<void> {
    const hash = await passwords.hash(password);
    const now = new Date(clock.now()).toISOString();
    await sql
      .insertInto("credentials")
      .values({
        id: ids.id(),
        account_id: accountId,
        provider_id: "credential",
        user_id: accountId,
        password: hash,
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) =>
        conflict.columns(["provider_id", "account_id"]).doUpdateSet({ password: hash, updated_at: now }),
      )
      .execute();
    await sql.deleteFrom("sign_ins").where("user_id", "=", accountId).where("id", "<>", keptSignIn).execute();
  }

  async function recorded(accountId: string, username: string): Promise<void> {
    await tenants.ensureOwn(accountId, username);
    await seat(accountId);
    await noted(accountId, "account.signed_in", { kind: "account", id: accountId });
  }

  /** Never waited for: how long an answer takes tells nobody whether there is such an account. */
  function refused(username: string): void {
    named(username)
      .then((account) => account && noted(account.id, "account.sign_in_refused", { kind: "stranger" }))
      .catch(failed);
  }

  /** `counts`: whether that by which he signed in is still his. */
  const begun = async (signedIn: SignedInAs, { browserKey, counts }: Parameters<Accounts["enter"]>[1]) => {
    const row = await sql
      .updateTable("sign_ins")
      .set({ browser_key: browserKey ?? null })
      .where("token", "=", signedIn.token)
      .returning("id")
      .executeTakeFirst();
    // A reset meanwhile has ended the sign-ins that it saw. This one may have come after it, by the old password.
    if (!row || !(await counts())) {
      await sql.deleteFrom("sign_ins").where("token", "=", signedIn.token).execute();
      throw signInFailed();
    }
    await forgetEnded(signedIn.accountId);
    await recorded(signedIn.accountId, signedIn.username);
    return { ...signedIn, jwt: tokens.make({ accountId: signedIn.accountId, signInId: row.id }) };
  };

  return {
    register,
    named,
    async signIn(username, password, { browserKey } = {}) {
      const stored = await storedPassword(username);
      const signedIn = await logins.signIn(username, password);
      if (!signedIn) {
        refused(username);
        throw signInFailed();
      }
      return begun(signedIn, { browserKey, counts: async () => (await storedPassword(username)) === stored });
    },
    enter: async (accountId, how) => begun(await logins.enter(accountId), how),
    async signOut(signInId) {
      await sql.deleteFrom("sign_ins").where("id", "=", signInId).execute();
    },
    async byToken(token) {
      const claims = tokens.read(token);
      return claims && stands(claims);
    },
    async byCookie(headers) {
      const claims = await logins.byCookie(headers);
      return claims && stands(claims);
    },
    async hasPassword(accountId, password) {
      const row = await sql
        .selectFrom("credentials")
        .select("password")
        .where("user_id", "=", accountId)
        .where("provider_id", "=", "credential")
        .executeTakeFirst();
      return row?.password != null && passwords.verify(password, row.password);
    },
    async usernameOf(accountId) {
      const row = await sql
        .selectFrom("accounts")
        .select("display_username")
        .where("id", "=", accountId)
        .executeTakeFirst();
      return row?.display_username;
    },
    async changePassword({ accountId, username, signInId }, password) {
      const errors = passwordErrors(username, password).map(({ message }) => ({ path: "new_password", message }));
      if (errors.length > 0) throw new LoopgateError("invalid_request", "Choose another password.", errors);
      await setPassword(accountId, password, signInId);
      await noted(accountId, "account.password_reset", { kind: "account", id: accountId });
    },
    async resetPassword(username, password) {
      const account = await named(username);
      if (!account) throw new LoopgateError("not_found", `There is no account "${username}".`);
      await setPassword(account.id, password);
      await noted(account.id, "account.password_reset", { kind: "operator" });
      return account.id;
    },
    async list() {
      const rows = await sql
        .selectFrom("accounts")
        .select(["id", "display_username", "created_at"])
        .orderBy("created_at")
        .limit(1_000)
        .execute();
      return Promise.all(
        rows.map(async ({ id, display_username: username, created_at: createdAt }) => ({
          user_id: id,
          username,
          created_at: new Date(createdAt).toISOString(),
          tenants: (await tenants.membershipsOf(id)).map(tenantView),
        })),
      );
    },
  };
}

function signInFailed(): LoopgateError {
  return new LoopgateError("sign_in_failed", "Check both, and try again.");
}

/** A membership as it is told. */
export function tenantView({
  tenantId,
  name,
  role,
}: {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly role: Role;
}) {
  return { id: tenantId as string, name, role };
}
