import { createHash, timingSafeEqual } from "node:crypto";
import { LoopgateError, type Scope, type TokenIssued } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import type { TenantId } from "../../gate/request.ts";
import type { Actor } from "../../gate/transition.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import type { AccountTables } from "../accounts/tables.ts";
import { held } from "../members/standing.ts";
import { scopesOf } from "./authorization-request.ts";
import type { Connections } from "./connections.ts";
import { OAuthRefusal } from "./refusal.ts";
import { isGood, mintToken, tokenFinder, tokenRows, type FoundToken, type OAuthTables } from "./token-rows.ts";
import { isToken, LIFE_MS, type TokenKind } from "./tokens.ts";

/** What a client gives its tokens for. Every refusal is an OAuthRefusal. */
export type Issuing = {
  /** Tokens for a code. A code that comes a second time has been stolen from somebody: its connection ends. */
  exchange(given: {
    readonly code: string;
    readonly client: string;
    readonly verifier: string;
    readonly redirectUri: string | undefined;
    readonly resource: string | undefined;
  }): Promise<TokenIssued>;
  /** New tokens for a refresh token, which is used up. One that comes a second time ends its connection. */
  refresh(given: {
    readonly token: string;
    readonly client: string;
    readonly scope: string | undefined;
    readonly resource: string | undefined;
  }): Promise<TokenIssued>;
  /** Ends the connection of an access or refresh token. False: there is none (RFC 7009, 2.2). */
  revoke(token: string, client: string | undefined): Promise<boolean>;
};

export function createIssuing(parts: {
  readonly db: Database;
  readonly ids: Pick<Ids, "bytes">;
  readonly clock: Clock;
  readonly connections: Pick<Connections, "revoke">;
}): Issuing {
  const { db, ids, clock, connections } = parts;
  const sql = db.query<OAuthTables & AccountTables>();
  const findToken = tokenFinder(db);

  /** The token, if it is of this client and of this resource. One that was used before ends everything that came of it. */
  async function own(
    kind: TokenKind,
    token: string,
    client: string,
    resource: string | undefined,
  ): Promise<FoundToken> {
    const found = isToken(kind, token) ? await findToken(token) : undefined;
    if (found?.kind !== kind || found.oauth_client !== client) throw noGrant(kind);
    if (found.used_at !== null) return replayed(found);
    if (!isGood(found)) throw noGrant(kind);
    if ((resource ?? found.resource) !== found.resource)
      throw new OAuthRefusal("invalid_target", `This was given for ${found.resource}.`);
    return found;
  }

  async function replayed(found: FoundToken): Promise<never> {
    await end(found, `a ${found.kind} token came twice`);
    throw noGrant(found.kind);
  }

  async function end(found: FoundToken, why: string): Promise<void> {
    const by: Actor = { kind: "agent", clientId: found.client_id, keyId: found.id };
    await connections.revoke(found.tenant_id as TenantId, found.id, by, { why }).catch((error: unknown) => {
      // It has ended already.
      if (!(error instanceof LoopgateError)) throw error;
    });
  }

  /** Uses the token up and writes the new ones, in one write; of two who bring it at once one is refused, and with him the connection ends. */
  async function issue(found: FoundToken, scopes: readonly Scope[]): Promise<TokenIssued> {
    const tenantId = found.tenant_id as TenantId;
    const of = { tenantId, connectionId: found.id, now: clock.now() };
    const access = mintToken("access", { ...of, scopes }, ids.bytes);
    const refresh = mintToken(
      "refresh",
      { ...of, scopes: JSON.parse(found.token_scopes) as readonly Scope[] },
      ids.bytes,
    );
    const guard = sql
      .updateTable("oauth_tokens")
      .set({ used_at: of.now })
      .where("tenant_id", "=", tenantId)
      .where("token_hash", "=", found.token_hash)
      .where("used_at", "is", null)
      .where("expires_at", ">", db.time.now)
      // Who said yes has not left; held, so that whoever removes him finds the connection.
      .where(({ exists, selectFrom }) =>
        exists(
          held(
            db,
            selectFrom("members")
              .select("account_id")
              .where("tenant_id", "=", tenantId)
              .where("account_id", "=", found.account_id),
          ),
        ),
      )
      .compile();
    const written = await db.write(tenantId, { guard, rows: [tokenRows(access.row, refresh.row)] });
    if (!written) return replayed(found);
    return {
      access_token: access.token,
      token_type: "Bearer",
      expires_in: LIFE_MS.access / 1000,
      refresh_token: refresh.token,
      scope: scopes.join(" "),
    };
  }

  return {
    async exchange({ code, client, verifier, redirectUri, resource }) {
      const found = await own("code", code, client, resource);
      if ((redirectUri ?? found.redirect_uri) !== found.redirect_uri)
        throw new OAuthRefusal("invalid_grant", "The redirect_uri is not the one that the code was sent to.");
      if (!meets(found.challenge, verifier))
        throw new OAuthRefusal("invalid_grant", "The code_verifier does not belong to the code's challenge.");
      return issue(found, JSON.parse(found.token_scopes) as readonly Scope[]);
    },
    async refresh({ token, client, scope, resource }) {
      const found = await own("refresh", token, client, resource);
      const scopes = scopesOf(scope, JSON.parse(found.token_scopes) as readonly Scope[]);
      if (!scopes) throw new OAuthRefusal("invalid_scope", "The refresh token does not have these scopes.");
      return issue(found, scopes);
    },
    async revoke(token, client) {
      const isOne = isToken("access", token) || isToken("refresh", token);
      const found = isOne ? await findToken(token) : undefined;
      if (!found) return false;
      if ((client ?? found.oauth_client) !== found.oauth_client)
        throw new OAuthRefusal("invalid_client", "The token was given to another client.");
      await end(found, "by its client");
      return true;
    },
  };
}

/** RFC 7636, 4.6, by S256 and nothing else. */
function meets(challenge: string, verifier: string): boolean {
  if (!/^[\w.~-]{43,128}$/.test(verifier)) return false;
  const hashed = createHash("sha256").update(verifier).digest();
  const expected = Buffer.from(challenge, "base64url");
  return expected.length === hashed.length && timingSafeEqual(expected, hashed);
}

function noGrant(kind: TokenKind): OAuthRefusal {
  const what = kind === "code" ? "code" : "refresh token";
  return new OAuthRefusal(
    "invalid_grant",
    `This ${what} is unknown, used, too old, or another client's. Authorize again.`,
  );
}
