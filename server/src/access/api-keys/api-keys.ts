import {
  KEY_PREFIX,
  LoopgateError,
  type ApiKey,
  type ApiKeyCreated,
  type ApiKeysQuery,
  type CreateApiKey,
  type Scope,
} from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import { prepared } from "../../db/prepared.ts";
import type { TenantId } from "../../gate/request.ts";
import { timeText } from "../../gate/view.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import { tokenHash } from "../../kit/secrets.ts";
import type { Facts } from "../facts.ts";
import { createRevocable, type Revocable } from "./revocable.ts";

/** A row of `api_keys`. */
type ApiKeysTable = {
  readonly tenant_id: string;
  readonly id: string;
  /** Who made it. */
  readonly account_id: string | null;
  readonly label: string | null;
  readonly key_hash: string;
  readonly scopes: string;
  readonly client_id: string | null;
  readonly created_at: Millis;
  readonly expires_at: Millis | null;
  readonly last_used_at: Millis | null;
  readonly revoked_at: Millis | null;
};
type Lasting = Pick<ApiKeysTable, "revoked_at" | "expires_at">;
type Tables = { readonly api_keys: ApiKeysTable };

/** A key that works. */
export type ValidKey = {
  readonly tenantId: TenantId;
  readonly id: string;
  readonly accountId: string | undefined;
  readonly label: string | undefined;
  readonly scopes: readonly Scope[];
  /** The only client that it speaks for. */
  readonly clientId: string | undefined;
};

export type ApiKeys = {
  /** Throws `too_many_keys`. The raw key is in the answer and nowhere else. */
  create(tenantId: TenantId, accountId: string, input: CreateApiKey): Promise<ApiKeyCreated>;
  /** A page of the tenant's keys, newest first; with `accountId` only those that this account made. */
  list(
    tenantId: TenantId,
    page?: ApiKeysQuery & { readonly accountId?: string | undefined },
  ): Promise<readonly ApiKey[]>;
  /** Throws `key_not_found`. Whoever waits by the key is turned away. */
  readonly revoke: Revocable["revoke"];
  readonly revokeAllOf: Revocable["revokeAllOf"];
  /** One indexed read. Undefined: unknown, expired or revoked. */
  check(rawKey: string): Promise<ValidKey | undefined>;
  /** Whether a key that worked works still. */
  works(key: Pick<ValidKey, "tenantId" | "id">): Promise<boolean>;
};

const ALL_SCOPES: readonly Scope[] = ["requests:write", "requests:read", "callbacks"];
const MOST_KEYS = 500;
const MOST_LISTED = 1_000;
const RAW = /^lk_pub_[0-9a-f]{64}$/;

export function createApiKeys(parts: {
  readonly db: Database;
  readonly ids: Pick<Ids, "id" | "bytes">;
  readonly clock: Clock;
  readonly facts: Facts;
  /** Told where the last use could not be written; nothing else depends on that. */
  readonly failed: (error: unknown) => void;
}): ApiKeys {
  const { db, ids, clock, facts, failed } = parts;
  const sql = db.query<Tables>();
  const byHash = prepared<{ hash: string }, ApiKeysTable & { readonly now: Millis }>((place) =>
    db
      .withoutTenant<Tables>("key hash")
      .selectFrom("api_keys")
      .selectAll()
      .select(db.time.now.as("now"))
      .where("key_hash", "=", place("hash")),
  );

  const byId = prepared<{ tenantId: string; id: string }, Lasting & { readonly now: Millis }>((place) =>
    sql
      .selectFrom("api_keys")
      .select(["revoked_at", "expires_at", db.time.now.as("now")])
      .where("tenant_id", "=", place("tenantId"))
      .where("id", "=", place("id")),
  );

  const { used, revoke, revokeAllOf } = createRevocable({
    db,
    clock,
    facts,
    failed,
    table: "api_keys",
    event: "key.revoked",
    dataOf: (id) => ({ key_id: id }),
    unknown: { code: "key_not_found", words: "There is no key with this id that still works." },
  });

  return {
    async create(tenantId, accountId, { label, expires_at: expires, scopes = ALL_SCOPES, client_id: clientId }) {
      const id = ids.id();
      const rawKey = `${KEY_PREFIX}${ids.bytes(32).toString("hex")}`;
      const row: ApiKeysTable = {
        tenant_id: tenantId,
        id,
        account_id: accountId,
        label: label ?? null,
        key_hash: tokenHash(rawKey),
        scopes: JSON.stringify(ALL_SCOPES.filter((scope) => scopes.includes(scope))),
        client_id: clientId ?? null,
        created_at: clock.now(),
        expires_at: expires ? Date.parse(expires) : null,
        last_used_at: null,
        revoked_at: null,
      };
      if ((await countOf(tenantId)) >= MOST_KEYS)
        throw new LoopgateError("too_many_keys", `A tenant may have ${MOST_KEYS} keys that work. Revoke one first.`);
      const guard = sql.insertInto("api_keys").values(row).compile();
      const fact = facts({
        tenantId,
        type: "key.created",
        subject: id,
        actor: { kind: "account", id: accountId },
        data: {
          key_id: id,
          account_id: accountId,
          client_id: row.client_id,
          scopes: JSON.parse(row.scopes) as Scope[],
        },
      });
      await db.write(tenantId, { guard, rows: [fact] });
      return { ...common(row), raw_key: rawKey };
    },
    async list(tenantId, { accountId, limit = MOST_LISTED, cursor } = {}) {
      let page = sql
        .selectFrom("api_keys")
        .selectAll()
        .select(db.time.now.as("now"))
        .where("tenant_id", "=", tenantId)
        .orderBy("id", "desc")
        .limit(limit);
      if (accountId !== undefined) page = page.where("account_id", "=", accountId);
      if (cursor !== undefined) page = page.where("id", "<", cursor);
      return (await page.execute()).map(listed);
    },
    revoke,
    revokeAllOf,
    async check(rawKey) {
      if (!RAW.test(rawKey)) return undefined;
      const [row] = await db.execute(byHash({ hash: tokenHash(rawKey) }));
      if (!row || !works(row, row.now)) return undefined;
      used(row);
      return {
        tenantId: row.tenant_id as TenantId,
        id: row.id,
        accountId: row.account_id ?? undefined,
        label: row.label ?? undefined,
        scopes: JSON.parse(row.scopes) as readonly Scope[],
        clientId: row.client_id ?? undefined,
      };
    },
    async works({ tenantId, id }) {
      const [row] = await db.execute(byId({ tenantId, id }));
      return row !== undefined && works(row, row.now);
    },
  };

  async function countOf(tenantId: TenantId): Promise<number> {
    const counted = sql
      .selectFrom("api_keys")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("tenant_id", "=", tenantId)
      .where("revoked_at", "is", null)
      .where(({ or, eb }) => or([eb("expires_at", "is", null), eb("expires_at", ">", db.time.now)]));
    return (await counted.executeTakeFirst())?.count ?? 0;
  }
}

function works({ revoked_at: revoked, expires_at: expires }: Lasting, now: Millis): boolean {
  return revoked === null && (expires === null || expires > now);
}

function listed(row: ApiKeysTable & { readonly now: Millis }): ApiKey {
  return {
    ...common(row),
    last_used_at: row.last_used_at === null ? null : timeText(row.last_used_at),
    is_active: works(row, row.now),
  };
}

function common(row: ApiKeysTable) {
  return {
    id: row.id,
    label: row.label,
    prefix: KEY_PREFIX,
    scopes: JSON.parse(row.scopes) as Scope[],
    client_id: row.client_id,
    expires_at: row.expires_at === null ? null : timeText(row.expires_at),
    created_at: timeText(row.created_at),
  } as const;
}
