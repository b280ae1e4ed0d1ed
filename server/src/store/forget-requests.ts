import type { Database } from "../db/db.ts";
import { FORGET_BATCH, type Forget } from "../db/forget.ts";
import type { TenantId } from "../gate/request.ts";
import type { StoreTables } from "./tables.ts";

/** Told which requests are gone, for what has to outlive them. */
export type RequestsGone = (tenantId: TenantId, ids: readonly string[]) => Promise<void>;

/** Forgets ended requests, with their copies, receipts and events. */
export function forgetRequests({ db, gone }: { readonly db: Database; readonly gone: RequestsGone }): Forget {
  /** The request itself goes last, so that what a crash leaves is found again. */
  const forget = async (tenantId: string, ids: readonly string[]) => {
    const sql = db.query<StoreTables>();
    await sql
      .deleteFrom("receipts")
      .where("tenant_id", "=", tenantId)
      .where("delivery_id", "in", ({ selectFrom }) =>
        selectFrom("deliveries").select("id").where("tenant_id", "=", tenantId).where("request_id", "in", ids),
      )
      .execute();
    await sql.deleteFrom("deliveries").where("tenant_id", "=", tenantId).where("request_id", "in", ids).execute();
    // A tenant's newest event stays (it holds no text): the next number is counted from it.
    await sql
      .deleteFrom("events")
      .where("tenant_id", "=", tenantId)
      .where("subject", "in", ids)
      .where("seq", "<", ({ selectFrom }) =>
        selectFrom("events as newest")
          .select(({ fn }) => fn.max("newest.seq").as("seq"))
          .where("newest.tenant_id", "=", tenantId),
      )
      .execute();
    await sql.deleteFrom("requests").where("tenant_id", "=", tenantId).where("id", "in", ids).execute();
  };

  return async (keepMs) => {
    const old = await db
      .withoutTenant<StoreTables>("retention")
      .selectFrom("requests")
      .select(["tenant_id", "id"])
      .where("ended_at", "is not", null)
      .where(({ eb }) => eb("ended_at", "<", eb(db.time.start, "-", keepMs)))
      .orderBy("ended_at")
      .limit(FORGET_BATCH)
      .execute();
    for (const [tenantId, requests] of Map.groupBy(old, ({ tenant_id }) => tenant_id as TenantId)) {
      const ids = requests.map(({ id }) => id);
      await forget(tenantId, ids);
      await gone(tenantId, ids);
    }
    return old.length;
  };
}
