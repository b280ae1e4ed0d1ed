import {
  ApiKeysQuery,
  CreateApiKey,
  Id,
  LoopgateError,
  RegisterAccount,
  SignIn,
  TenantSettings,
  type Me,
} from "@loopgate/contract";
import type { Routes } from "../http/app.ts";
import { readBody, readQuery } from "../http/input.ts";
import { tenantView, type Accounts } from "./accounts/accounts.ts";
import type { Tenants } from "./accounts/tenants.ts";
import type { ApiKeys } from "./api-keys/api-keys.ts";
import type { Callers } from "./callers.ts";
import type { Limits } from "./limits.ts";
import { checkedBrowserKey } from "./factors/browser-keys.ts";
import { signedInAnswer } from "./signed-in-answer.ts";
import type { AccountPrincipal, KeyPrincipal } from "./principal.ts";

/** Who may make an account by himself. */
export type Registration = "open" | "invite" | "closed";

/** Routes for people with accounts: registering, signing in, and the API keys of their agents. */
export function accountRoutes(parts: {
  readonly callers: Callers;
  readonly accounts: Accounts;
  readonly tenants: Tenants;
  readonly keys: ApiKeys;
  readonly limits: Limits;
  readonly registration: Registration;
  readonly now: () => number;
}): Routes {
  const { callers, accounts, tenants, keys, limits, registration, now } = parts;

  async function profileOf(principal: AccountPrincipal | KeyPrincipal): Promise<Me> {
    const { accountId } = principal;
    const memberships = accountId === undefined ? [] : await tenants.membershipsOf(accountId);
    const here = memberships.find(({ tenantId }) => tenantId === principal.tenantId);
    if (principal.kind === "account") {
      const tenant = { id: principal.tenantId, name: here?.name ?? "", role: principal.role };
      const all = memberships.map(tenantView);
      return { user_id: principal.accountId, username: principal.username, tenant, tenants: all, key: null };
    }
    const { id, label = null, scopes, clientId = null } = principal;
    const tenant = { id: principal.tenantId, name: here?.name ?? "", role: "viewer" as const };
    return {
      user_id: accountId ?? null,
      username: accountId === undefined ? null : ((await accounts.usernameOf(accountId)) ?? null),
      tenant,
      tenants: [tenant],
      key: { id, label, scopes: [...scopes], client_id: clientId },
    };
  }

  /** Owner and admin see to all keys of the tenant, anybody else to those that he made. */
  function ownOnly({ role, accountId }: AccountPrincipal): string | undefined {
    return role === "owner" || role === "admin" ? undefined : accountId;
  }

  return (app) => {
    app.post("/api/auth/register", async (context) => {
      callers.stranger(context.req.raw);
      // Before the name is looked at: where nobody may register, nobody learns which names there are.
      refuseRegistration(registration);
      limits.spendFrom("registration", context.req.raw);
      const { username, password } = await readBody(context.req.raw, RegisterAccount);
      const id = await accounts.register(username, password);
      return context.json({ message: "User registered successfully", user_id: id }, 201);
    });
    app.post("/api/auth/login", async (context) => {
      callers.stranger(context.req.raw);
      const { username, password, browser_key: browserKey } = await readBody(context.req.raw, SignIn);
      checkedBrowserKey(browserKey);
      limits.signIn(context.req.raw, username);
      return signedInAnswer(context, await accounts.signIn(username, password, { browserKey }));
    });
    app.post("/api/auth/logout", async (context) => {
      const { signInId } = await callers.account(context.req.raw);
      await accounts.signOut(signInId);
      return context.json({ message: "Signed out" });
    });
    app.get("/api/user/me", async (context) => context.json(await profileOf(await callers.anybody(context.req.raw))));
    app.post("/api/user/apikeys", async (context) => {
      const { tenantId, accountId } = await callers.account(context.req.raw, { role: "admin" });
      const input = await readBody(context.req.raw, CreateApiKey);
      refusePast(input, now());
      return context.json(await keys.create(tenantId, accountId, input), 201);
    });
    app.get("/api/user/apikeys", async (context) => {
      const account = await callers.account(context.req.raw);
      const page = readQuery(context.req.raw, ApiKeysQuery);
      return context.json(await keys.list(account.tenantId, { ...page, accountId: ownOnly(account) }));
    });
    app.delete("/api/user/apikeys/:id", async (context) => {
      const account = await callers.account(context.req.raw);
      const by = { kind: "account", id: account.accountId } as const;
      const id = Id.safeParse(context.req.param("id"));
      await keys.revoke(account.tenantId, id.success ? id.data : "", by, { accountId: ownOnly(account) });
      return context.json({ message: "API key revoked successfully" });
    });
    app.get("/api/tenant/settings", async (context) => {
      const { tenantId } = await callers.account(context.req.raw);
      return context.json(await tenants.settings(tenantId));
    });
    app.post("/api/tenant/settings", async (context) => {
      const { tenantId, accountId } = await callers.account(context.req.raw, { role: "admin", in: "browser" });
      const settings = await readBody(context.req.raw, TenantSettings);
      await tenants.changeSettings(tenantId, settings, { kind: "account", id: accountId });
      return context.json(settings);
    });
  };
}

function refuseRegistration(registration: Registration): void {
  if (registration === "open") return;
  throw new LoopgateError(
    "registration_closed",
    registration === "invite"
      ? "An account is made by invitation here. Ask whoever runs this Loopgate."
      : "Accounts are made by whoever runs this Loopgate: loopgate user add NAME.",
  );
}

function refusePast({ expires_at: expires }: CreateApiKey, now: number): void {
  if (!expires || Date.parse(expires) > now) return;
  throw new LoopgateError("invalid_request", "Correct the field.", [{ path: "expires_at", message: "is in the past" }]);
}
