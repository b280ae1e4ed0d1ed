import type { Scope } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import type { Rows } from "../../db/engine.ts";
import { prepared } from "../../db/prepared.ts";
import type { TenantId } from "../../gate/request.ts";
import type { Millis } from "../../kit/clock.ts";
import { tokenHash } from "../../kit/secrets.ts";
import { LIFE_MS, newToken, type TokenKind } from "./tokens.ts";

/** Rows of the tables of OAuth. `client_id` is the name under which the client asks; OAuth's own stands in `oauth_client`. */
export type OAuthTables = {
  readonly oauth_connections: {
    readonly tenant_id: string;
    readonly id: string;
    readonly account_id: string;
    readonly oauth_client: string;
    readonly client_name: string;
    readonly client_id: string;
    readonly verified: number;
    readonly redirect_uri: string;
    readonly challenge: string;
    readonly resource: string;
    readonly scopes: string;
    readonly created_at: Millis;
    readonly last_used_at: Millis | null;
    readonly revoked_at: Millis | null;
  };
  readonly oauth_tokens: {
    readonly tenant_id: string;
    readonly token_hash: string;
    readonly connection_id: string;
    readonly kind: TokenKind;
    readonly scopes: string;
    readonly created_at: Millis;
    readonly expires_at: Millis;
    readonly used_at: Millis | null;
  };
};

type ConnectionRow = OAuthTables["oauth_connections"];

/** A token with the connection that it belongs to. */
export type FoundToken = ConnectionRow & {
  readonly token_hash: string;
  readonly kind: TokenKind;
  readonly token_scopes: string;
  readonly expires_at: Millis;
  readonly used_at: Millis | null;
  /** By the database's clock. */
  readonly now: Millis;
};

/** Finds a token by its hash: one indexed read. */
export function tokenFinder(db: Database): (token: string) => Promise<FoundToken | undefined> {
  const byHash = prepared<{ hash: string }, FoundToken>((place) =>
    db
      .withoutTenant<OAuthTables>("OAuth token hash")
      .selectFrom("oauth_tokens as token")
      .innerJoin("oauth_connections as connection", (join) =>
        join.onRef("connection.tenant_id", "=", "token.tenant_id").onRef("connection.id", "=", "token.connection_id"),
      )
      .selectAll("connection")
      .select(["token.token_hash", "token.kind", "token.scopes as token_scopes", "token.expires_at", "token.used_at"])
      .select(db.time.now.as("now"))
      .where("token.token_hash", "=", place("hash")),
  );
  return async (token) => (await db.execute(byHash({ hash: tokenHash(token) })))[0];
}

/** Whether the token opens anything now. */
export function isGood(found: FoundToken): boolean {
  return found.revoked_at === null && found.used_at === null && found.expires_at > found.now;
}

/** A new token of a connection, and its row. */
export function mintToken(
  kind: TokenKind,
  of: {
    readonly tenantId: TenantId;
    readonly connectionId: string;
    readonly scopes: readonly Scope[];
    readonly now: Millis;
  },
  bytes: (length: number) => Buffer,
): { readonly token: string; readonly row: OAuthTables["oauth_tokens"] } {
  const token = newToken(kind, bytes);
  const row = {
    tenant_id: of.tenantId,
    token_hash: tokenHash(token),
    connection_id: of.connectionId,
    kind,
    scopes: JSON.stringify(of.scopes),
    created_at: of.now,
    expires_at: of.now + LIFE_MS[kind],
    used_at: null,
  };
  return { token, row };
}

export function tokenRows(...values: readonly OAuthTables["oauth_tokens"][]): Rows {
  return { into: "oauth_tokens", values };
}
