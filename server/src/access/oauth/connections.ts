import { LoopgateError, type Connection, type Scope } from "@loopgate/contract";
import { expressionBuilder } from "kysely";
import type { Database } from "../../db/db.ts";
import { prepared } from "../../db/prepared.ts";
import type { TenantId } from "../../gate/request.ts";
import { timeText } from "../../gate/view.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import { createRevocable, type Revocable } from "../api-keys/revocable.ts";
import type { Facts } from "../facts.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { isGood, mintToken, tokenFinder, tokenRows, type OAuthTables } from "./token-rows.ts";
import { isToken } from "./tokens.ts";

/** What an access token that works lets its client do. */
export type ValidConnection = {
  readonly tenantId: TenantId;
  readonly id: string;
  readonly accountId: string;
  readonly label: string;
  readonly scopes: readonly Scope[];
  /** The only client that it speaks for. */
  readonly clientId: string;
  readonly verified: boolean;
  /** The address that the token was given for (RFC 8707). */
  readonly resource: string;
};

/** Clients that accounts have let in by OAuth. */
export type Connections = {
  /** Records the account's yes; answers the code for the client, good for a minute and once. Throws `too_many_keys`. */
  create(tenantId: TenantId, accountId: string, asked: AuthorizationRequest): Promise<string>;
  /** One indexed read. Undefined: it is no access token of ours, or works no more. */
  check(accessToken: string): Promise<ValidConnection | undefined>;
  /** Whether a connection that worked works still. */
  works(connection: { readonly tenantId: TenantId; readonly id: string }): Promise<boolean>;
  /** The tenant's connections, newest first; with `accountId` only those of this account. */
  list(tenantId: TenantId, accountId?: string): Promise<readonly Connection[]>;
  readonly revokeAllOf: Revocable["revokeAllOf"];
  /** Throws `connection_not_found`. Its tokens open nothing from then on, and whoever waits by one is turned away. */
  readonly revoke: Revocable["revoke"];
};

type Connecting = OAuthTables & { readonly connection: OAuthTables["oauth_connections"] };

const MOST_CONNECTIONS = 500;

export function createConnections(parts: {
  readonly db: Database;
  readonly ids: Pick<Ids, "id" | "bytes">;
  readonly clock: Clock;
  readonly facts: Facts;
  /** Told where the last use could not be written; nothing else depends on that. */
  readonly failed: (error: unknown) => void;
}): Connections {
  const { db, ids, clock, facts, failed } = parts;
  const sql = db.query<OAuthTables>();
  const findToken = tokenFinder(db);
  const byId = prepared<{ tenantId: string; id: string }, { revoked_at: Millis | null }>((place) =>
    sql
      .selectFrom("oauth_connections")
      .select("revoked_at")
      .where("tenant_id", "=", place("tenantId"))
      .where("id", "=", place("id")),
  );

  const { used, revoke, revokeAllOf } = createRevocable({
    db,
    clock,
    facts,
    failed,
    table: "oauth_connections",
    event: "connection.revoked",
    dataOf: (id, why) => ({ connection_id: id, why }),
    unknown: { code: "connection_not_found", words: "There is no connection with this id that still works." },
  });

  /** For `exists` in a statement over connections: a token that is good, or brings a new one. */
  const goodToken = (tenantId: TenantId) =>
    expressionBuilder<Connecting, "connection">()
      .selectFrom("oauth_tokens as token")
      .select("token.token_hash")
      .where("token.tenant_id", "=", tenantId)
      .whereRef("token.connection_id", "=", "connection.id")
      .where("token.used_at", "is", null)
      .where("token.expires_at", ">", db.time.now);

  /** Of those that can still do something. */
  async function countOf(tenantId: TenantId): Promise<number> {
    const counted = sql
      .selectFrom("oauth_connections as connection")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("connection.tenant_id", "=", tenantId)
      .where("connection.revoked_at", "is", null)
      .where(({ exists }) => exists(goodToken(tenantId)));
    return (await counted.executeTakeFirst())?.count ?? 0;
  }

  return {
    async create(tenantId, accountId, { client, clientId, verified, redirectUri, scopes, resource, challenge }) {
      if ((await countOf(tenantId)) >= MOST_CONNECTIONS)
        throw new LoopgateError(
          "too_many_keys",
          `A tenant may have ${MOST_CONNECTIONS} connections. Revoke one first.`,
        );
      const id = ids.id();
      const now = clock.now();
      const code = mintToken("code", { tenantId, connectionId: id, scopes, now }, ids.bytes);
      const row = {
        tenant_id: tenantId,
        id,
        account_id: accountId,
        oauth_client: client.id,
        client_name: client.name,
        client_id: clientId,
        verified: verified ? 1 : 0,
        redirect_uri: redirectUri,
        challenge,
        resource,
        scopes: JSON.stringify(scopes),
        created_at: now,
        last_used_at: null,
        revoked_at: null,
      };
      const guard = sql.insertInto("oauth_connections").values(row).compile();
      const fact = facts({
        tenantId,
        type: "connection.created",
        subject: id,
        actor: { kind: "account", id: accountId },
        data: { connection_id: id, account_id: accountId, client_id: clientId, scopes: [...scopes] },
      });
      await db.write(tenantId, { guard, rows: [fact, tokenRows(code.row)] });
      return code.token;
    },
    async check(accessToken) {
      if (!isToken("access", accessToken)) return undefined;
      const found = await findToken(accessToken);
      if (found?.kind !== "access" || !isGood(found)) return undefined;
      used(found);
      return {
        tenantId: found.tenant_id as TenantId,
        id: found.id,
        accountId: found.account_id,
        label: found.client_name,
        scopes: JSON.parse(found.token_scopes) as readonly Scope[],
        clientId: found.client_id,
        verified: found.verified === 1,
        resource: found.resource,
      };
    },
    async works({ tenantId, id }) {
      const [row] = await db.execute(byId({ tenantId, id }));
      return row?.revoked_at === null;
    },
    async list(tenantId, accountId) {
      const all = sql
        .selectFrom("oauth_connections as connection")
        .selectAll("connection")
        .select(({ exists }) => exists(goodToken(tenantId)).as("has_token"))
        .where("connection.tenant_id", "=", tenantId)
        .orderBy("connection.id", "desc")
        .limit(2 * MOST_CONNECTIONS);
      const rows = await (accountId === undefined ? all : all.where("connection.account_id", "=", accountId)).execute();
      return rows.map(({ has_token: hasToken, ...row }) => ({
        id: row.id,
        client_name: row.client_name,
        client_id: row.client_id,
        redirect_uri: row.redirect_uri,
        scopes: JSON.parse(row.scopes) as Scope[],
        created_at: timeText(row.created_at),
        last_used_at: row.last_used_at === null ? null : timeText(row.last_used_at),
        is_active: row.revoked_at === null && Boolean(hasToken),
      }));
    },
    revoke,
    revokeAllOf,
  };
}
