import type { Database } from "../../db/db.ts";
import type { TenantId } from "../../gate/request.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import { tokenHash } from "../../kit/secrets.ts";
import type { AccountTables } from "./tables.ts";

/** What a code is good for. */
export type Purpose = "own the tenant";

/** Codes that work once and not for long. Only their hashes are stored; each has 192 random bits. */
export type OneTimeCodes = {
  make(
    tenantId: TenantId,
    purpose: Purpose,
    lifeMs: Millis,
  ): Promise<{ readonly code: string; readonly expiresAt: Millis }>;
  /** Whether it could be used now. */
  isGood(code: string, purpose: Purpose): Promise<boolean>;
  /** Uses the code up. Undefined: it is wrong, used, too old, or for something else. */
  use(code: string, purpose: Purpose): Promise<TenantId | undefined>;
  /** Whether one was ever made. */
  wasMade(tenantId: TenantId, purpose: Purpose): Promise<boolean>;
};

export function createOneTimeCodes({
  db,
  ids,
  clock,
}: {
  readonly db: Database;
  readonly ids: Pick<Ids, "token">;
  readonly clock: Clock;
}): OneTimeCodes {
  const sql = db.query<AccountTables>();
  const unscoped = db.withoutTenant<AccountTables>("code hash");
  return {
    async make(tenantId, purpose, lifeMs) {
      const code = ids.token();
      const now = clock.now();
      const expiresAt = now + lifeMs;
      await sql
        .insertInto("one_time_codes")
        .values({
          tenant_id: tenantId,
          code_hash: tokenHash(code),
          purpose,
          created_at: now,
          expires_at: expiresAt,
          used_at: null,
        })
        .execute();
      return { code, expiresAt };
    },
    async isGood(code, purpose) {
      const found = unscoped
        .selectFrom("one_time_codes")
        .select("tenant_id")
        .where("code_hash", "=", tokenHash(code))
        .where("purpose", "=", purpose)
        .where("used_at", "is", null)
        .where("expires_at", ">", db.time.now);
      return (await found.executeTakeFirst()) !== undefined;
    },
    async use(code, purpose) {
      const used = unscoped
        .updateTable("one_time_codes")
        .set({ used_at: clock.now() })
        .where("code_hash", "=", tokenHash(code))
        .where("purpose", "=", purpose)
        .where("used_at", "is", null)
        .where("expires_at", ">", db.time.now)
        .returning("tenant_id");
      const row = await used.executeTakeFirst();
      return row && (row.tenant_id as TenantId);
    },
    async wasMade(tenantId, purpose) {
      const made = sql
        .selectFrom("one_time_codes")
        .select("code_hash")
        .where("tenant_id", "=", tenantId)
        .where("purpose", "=", purpose);
      return (await made.limit(1).execute()).length > 0;
    },
  };
}
