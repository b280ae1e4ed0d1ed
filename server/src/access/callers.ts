import { ACCESS_TOKEN_PREFIX, KEY_PREFIX, LoopgateError, type Role } from "@loopgate/contract";
import type { Asker } from "../gate/asking.ts";
import type { TenantId } from "../gate/request.ts";
import { isOwnPage, signOfProxy, type Reach } from "../http/origin.ts";
import type { Revocations } from "./api-keys/revocations.ts";
import { credentialOf, type Authenticate } from "./authenticate.ts";
import type { AccountPrincipal, KeyPrincipal, Principal } from "./principal.ts";

export { LOCAL_TENANT } from "./authenticate.ts";

/** Whom a route lets in. Every route gets its caller here, and nowhere else. */
export type Callers = {
  /** Whoever may ask for the client that is named: a key with the scope, or a caller that needs none. */
  agent(
    request: Request,
    need?: { readonly scope?: KeyPrincipal["scopes"][number]; readonly clientId?: string | undefined },
  ): Promise<AgentCaller>;
  /** A person who is signed in, with at least this role. `in: "browser"`: not by the JWT, which programs hold. */
  account(request: Request, need?: { readonly role?: Role; readonly in?: "browser" }): Promise<AccountPrincipal>;
  /** An account, or a key that tells of itself. */
  anybody(request: Request): Promise<AccountPrincipal | KeyPrincipal>;
  /** The responder at this machine's terminal, by the operator's credential; an agent's key is refused. */
  operator(request: Request): Promise<TenantId>;
  /** Throws unless the call may do what needs no credential, such as signing in. */
  stranger(request: Request): void;
};

type AgentCaller = Asker & {
  readonly onlyClientId?: string;
  readonly credential?: {
    watch(): { readonly signal: AbortSignal; close(): void };
    check(): Promise<void>;
  };
};

/** What the credentials of agents begin with. */
const AGENTS = [KEY_PREFIX, ACCESS_TOKEN_PREFIX];
const ROLES: readonly Role[] = ["owner", "admin", "responder", "viewer"];

export function createCallers(parts: {
  readonly authenticate: Authenticate;
  /** Whether a credential that worked works still. */
  readonly works: (key: KeyPrincipal) => Promise<boolean>;
  readonly revocations: Pick<Revocations, "watch">;
  readonly reach: Reach;
  /** Whether a caller without a key is taken for one of this machine. */
  readonly trustsKeyless: boolean;
}): Callers {
  const { works, revocations, reach, trustsKeyless } = parts;

  // A call may ask several times; its credential is looked up once.
  const known = new WeakMap<Request, Promise<Principal>>();
  const authenticate = (request: Request) => {
    const principal = known.get(request) ?? parts.authenticate(request);
    known.set(request, principal);
    return principal;
  };

  function keyless(request: Request, tenantId: TenantId, clientId: string): AgentCaller {
    if (!trustsKeyless) throw needsKey("Make one with POST /api/user/apikeys, and send it as Authorization: Bearer.");
    const sign = reach.proxied ? undefined : signOfProxy(request);
    if (sign !== undefined)
      throw needsKey(`${sign} says that a proxy stands in front, so the caller is not known to be on this machine.`);
    return { tenantId, actor: { kind: "agent", clientId }, verified: false };
  }

  function byKey(key: KeyPrincipal, clientId: string | undefined): AgentCaller {
    if (key.clientId !== undefined && clientId !== undefined && clientId !== key.clientId)
      throw new LoopgateError("client_not_allowed", `This key speaks for the client "${key.clientId}" only.`);
    return {
      tenantId: key.tenantId,
      actor: { kind: "agent", clientId: clientId ?? key.clientId ?? "", keyId: key.id },
      verified: key.verified,
      ...(key.clientId !== undefined && { onlyClientId: key.clientId }),
      credential: {
        watch: () => revocations.watch(key),
        async check() {
          if (!(await works(key))) throw needsKey(`This ${key.of} has expired, or was revoked, while the call waited.`);
        },
      },
    };
  }

  async function account(
    request: Request,
    { role = "viewer", in: where }: { readonly role?: Role; readonly in?: "browser" } = {},
  ): Promise<AccountPrincipal> {
    if (AGENTS.some((prefix) => credentialOf(request)?.startsWith(prefix)))
      throw new LoopgateError("sign_in_required", "This is an agent's credential. Sign in with POST /api/auth/login.");
    const principal = await authenticate(request).catch((error: unknown) => {
      throw error instanceof LoopgateError && error.code === "key_required" ? signInAgain() : error;
    });
    if (principal.kind !== "account") throw signInAgain();
    if (where === "browser" && principal.by !== "cookie")
      throw new LoopgateError("sign_in_required", "A sign-in token cannot do this. Sign in with a browser.");
    if (principal.by === "cookie") refuseForeignWrite(request, reach);
    if (ROLES.indexOf(principal.role) > ROLES.indexOf(role))
      throw new LoopgateError("role_too_low", `This needs the role ${role} in the tenant; yours is ${principal.role}.`);
    return principal;
  }

  return {
    account,
    async agent(request, { scope, clientId } = {}) {
      const principal = await authenticate(request);
      if (principal.kind === "machine") return keyless(request, principal.tenantId, clientId ?? "");
      if (principal.kind !== "key") throw needsKey("This credential is a person's. Agents call with an API key.");
      if (scope && !principal.scopes.includes(scope))
        throw new LoopgateError("scope_missing", `Use a key with the scope ${scope}.`);
      return byKey(principal, clientId);
    },
    async anybody(request) {
      if (!credentialOf(request)?.startsWith(KEY_PREFIX)) return account(request);
      const principal = await authenticate(request);
      return principal.kind === "key" ? principal : account(request);
    },
    async operator(request) {
      const credential = credentialOf(request);
      if (credential === undefined)
        throw new LoopgateError(
          "credential_required",
          "Only a responder may do this. Use the `loopgate` command as the user who runs the server.",
        );
      if (credential.startsWith("lk_"))
        throw new LoopgateError(
          "agents_cannot_answer",
          "This is an agent's key. Only a responder's credential may do this.",
        );
      const principal = await authenticate(request).catch((error: unknown) => {
        if (error instanceof LoopgateError && error.code === "key_required") return undefined;
        throw error;
      });
      if (principal?.kind !== "operator")
        throw new LoopgateError(
          "credential_required",
          "This credential is not the operator's. Use the one in the server's data folder.",
        );
      return principal.tenantId;
    },
    stranger(request) {
      const sign = reach.proxied ? undefined : signOfProxy(request);
      if (sign !== undefined)
        throw new LoopgateError(
          "registration_closed",
          `${sign} says that a proxy stands in front of a server that serves its own machine. Set PUBLIC_URL, or LOOPGATE_AUTH=keys.`,
        );
    },
  };
}

function needsKey(message: string): LoopgateError {
  return new LoopgateError("key_required", message);
}

function signInAgain(): LoopgateError {
  return new LoopgateError(
    "sign_in_required",
    "Sign in with POST /api/auth/login, and send its token as Authorization: Bearer.",
  );
}

/** A cookie comes along with whatever any page makes the browser send, so a write needs the word of a page of ours. */
function refuseForeignWrite(request: Request, reach: Reach): void {
  if (request.method === "GET" || isOwnPage(request.headers, reach)) return;
  throw new LoopgateError(
    "origin_not_allowed",
    "Only a page of Loopgate's own may do this with the cookie of a sign-in.",
  );
}
