import { LoopgateError, type ErrorCode, type JsonObject } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import type { TenantId } from "../../gate/request.ts";
import type { Actor } from "../../gate/transition.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Facts } from "../facts.ts";
import { KEY_TOPIC } from "./revocations.ts";

/** What API keys and connections have in common: each is an account's, and opens something until it is revoked. */
type Row = {
  readonly tenant_id: string;
  readonly id: string;
  readonly account_id: string | null;
  readonly last_used_at: Millis | null;
  readonly revoked_at: Millis | null;
};
type Table = "api_keys" | "oauth_connections";

export type Revocable = {
  /** Notes the use: at most once a minute, however many calls use it at the same moment. Nobody waits for it. */
  used(of: Pick<Row, "tenant_id" | "id" | "last_used_at"> & { readonly now: Millis }): void;
  /** With `accountId` only one of this account. Throws where there is none that still works. From the moment it answers, it opens nothing. */
  revoke(
    tenantId: TenantId,
    id: string,
    by: Actor,
    options?: { readonly accountId?: string | undefined; readonly why?: string },
  ): Promise<void>;
  /** Revokes those of an account that still work. */
  revokeAllOf(tenantId: TenantId, accountId: string, by: Actor): Promise<void>;
};

const USE_STEP_MS: Millis = 60_000;

export function createRevocable(parts: {
  readonly db: Database;
  readonly clock: Clock;
  readonly table: Table;
  readonly facts: Facts;
  /** The event of a revocation. */
  readonly event: "key.revoked" | "connection.revoked";
  readonly dataOf: (id: string, why: string) => JsonObject;
  readonly unknown: { readonly code: ErrorCode; readonly words: string };
  /** Told where a use could not be noted. */
  readonly failed: (error: unknown) => void;
}): Revocable {
  const { db, clock, table, facts, event: type, dataOf, unknown, failed } = parts;
  const sql = db.query<Readonly<Record<Table, Row>>>();

  const revoke: Revocable["revoke"] = async (tenantId, id, by, { accountId, why = "asked" } = {}) => {
    const revoking = sql
      .updateTable(table)
      .set({ revoked_at: clock.now() })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .where("revoked_at", "is", null);
    const guard = (accountId === undefined ? revoking : revoking.where("account_id", "=", accountId)).compile();
    const rows = [facts({ tenantId, type, subject: id, actor: by, data: dataOf(id, why) })];
    const revoked = await db.write(tenantId, { guard, rows, wake: [{ topic: KEY_TOPIC, key: id }] });
    if (!revoked) throw new LoopgateError(unknown.code, unknown.words);
  };

  return {
    used({ tenant_id: tenantId, id, last_used_at: last, now }) {
      if (last !== null && now - last < USE_STEP_MS) return;
      sql
        .updateTable(table)
        .set({ last_used_at: now })
        .where("tenant_id", "=", tenantId)
        .where("id", "=", id)
        .where(({ or, eb }) => or([eb("last_used_at", "is", null), eb("last_used_at", "<=", now - USE_STEP_MS)]))
        .execute()
        .catch(failed);
    },
    revoke,
    async revokeAllOf(tenantId, accountId, by) {
      const theirs = sql
        .selectFrom(table)
        .select("id")
        .where("tenant_id", "=", tenantId)
        .where("account_id", "=", accountId)
        .where("revoked_at", "is", null);
      for (const { id } of await theirs.execute())
        await revoke(tenantId, id, by, { accountId, why: "the account has left" }).catch((error: unknown) => {
          // Somebody else has revoked it meanwhile.
          if (!(error instanceof LoopgateError)) throw error;
        });
    },
  };
}
