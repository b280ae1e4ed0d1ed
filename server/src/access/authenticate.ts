import { ACCESS_TOKEN_PREFIX, KEY_PREFIX, LoopgateError } from "@loopgate/contract";
import type { TenantId } from "../gate/request.ts";
import type { Accounts, SignedInAccount } from "./accounts/accounts.ts";
import { cookieName } from "./accounts/better-auth.ts";
import type { Tenants } from "./accounts/tenants.ts";
import type { ApiKeys } from "./api-keys/api-keys.ts";
import type { Limits } from "./limits.ts";
import type { Connections } from "./oauth/connections.ts";
import type { Principal } from "./principal.ts";

/** The tenant of this machine: of callers without a key, and of the operator. */
export const LOCAL_TENANT = "local" as TenantId;

/** Names the tenant of a call by an account that is a member of several. */
const TENANT_HEADER = "x-loopgate-tenant";

/** The one place where a call's credential becomes somebody. A credential that is none is refused, also where none is needed. */
export type Authenticate = (request: Request) => Promise<Principal>;

export function createAuthenticate(parts: {
  readonly keys: Pick<ApiKeys, "check">;
  readonly connections: Pick<Connections, "check">;
  readonly accounts: Pick<Accounts, "byToken" | "byCookie">;
  readonly tenants: Pick<Tenants, "membershipsOf">;
  readonly isOperator: (credential: string) => boolean;
  readonly limits: Limits;
  readonly url: () => URL;
}): Authenticate {
  const { keys, connections, accounts, tenants, isOperator, limits, url } = parts;
  const hasCookie = ({ headers }: Request) =>
    (headers.get("cookie") ?? "").split(/;\s*/).some((pair) => pair.startsWith(`${cookieName(url())}=`));

  async function ofAccount(
    request: Request,
    { accountId, username, signInId }: SignedInAccount,
    by: "token" | "cookie",
  ): Promise<Principal> {
    const memberships = await tenants.membershipsOf(accountId);
    const wanted = request.headers.get(TENANT_HEADER);
    const member = wanted === null ? memberships[0] : memberships.find(({ tenantId }) => tenantId === wanted);
    if (!member) throw new LoopgateError("role_too_low", "The account is no member of this tenant.");
    limits.spend("account", accountId);
    limits.usedAt(request, username);
    return { kind: "account", tenantId: member.tenantId, role: member.role, accountId, username, signInId, by };
  }

  async function ofCredential(request: Request, credential: string): Promise<Principal> {
    if (credential.startsWith(KEY_PREFIX)) {
      const key = await keys.check(credential);
      if (!key) throw unknown("This API key is unknown, has expired, or was revoked.");
      limits.spend("key", key.id);
      return { kind: "key", of: "API key", verified: key.clientId !== undefined, ...key };
    }
    if (credential.startsWith(ACCESS_TOKEN_PREFIX)) {
      const connection = await connections.check(credential);
      if (!connection) throw unknown("This access token is unknown, has expired, or was revoked.");
      // RFC 8707: a token opens what it was given for, and nothing else on this server.
      if (connection.resource !== new URL(new URL(request.url).pathname, url()).href)
        throw unknown(`This access token opens ${connection.resource} only.`);
      limits.spend("key", connection.id);
      return { kind: "key", of: "connection", ...connection };
    }
    if (isOperator(credential)) return { kind: "operator", tenantId: LOCAL_TENANT };
    const account = await accounts.byToken(credential);
    if (!account) throw unknown("This credential is unknown, has expired, or was revoked.");
    return ofAccount(request, account, "token");
  }

  return async (request) => {
    const credential = credentialOf(request);
    if (credential !== undefined) {
      return ofCredential(request, credential).catch((error: unknown) => {
        if (error instanceof LoopgateError && error.code === "key_required") limits.spendFrom("guess", request);
        throw error;
      });
    }
    const account = hasCookie(request) ? await accounts.byCookie(request.headers) : undefined;
    return account ? ofAccount(request, account, "cookie") : { kind: "machine", tenantId: LOCAL_TENANT };
  };
}

function unknown(message: string): LoopgateError {
  return new LoopgateError("key_required", message);
}

/** Undefined where none is sent; empty where one is sent in a form that nobody reads. */
export function credentialOf({ headers }: Request): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
  const key = headers.get("x-api-key");
  if (bearer !== undefined && key !== null && bearer !== key)
    throw new LoopgateError("key_required", "Send one credential: Authorization and X-API-Key differ.");
  return bearer ?? key ?? (headers.has("authorization") ? "" : undefined);
}
