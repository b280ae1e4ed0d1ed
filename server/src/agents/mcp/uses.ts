import type { Database } from "../../db/db.ts";
import type { Ref, TenantId } from "../../gate/request.ts";
import type { Clock } from "../../kit/clock.ts";
import type { McpTables } from "./migration.ts";

/** Remembers which permissions were given out. */
export function createUses({ db, clock }: { readonly db: Database; readonly clock: Clock }): {
  /** Uses the permission up. False: it was used before, on whichever node. */
  use(ref: Ref): Promise<boolean>;
  /** Forgets those of requests that are gone. While its request can be found, a use must be known. */
  forget(tenantId: TenantId, requestIds: readonly string[]): Promise<void>;
} {
  const sql = db.query<McpTables>();
  return {
    use({ tenantId, id }) {
      const guard = sql
        .insertInto("permission_uses")
        .values({ tenant_id: tenantId, request_id: id, used_at: clock.now() })
        .onConflict((conflict) => conflict.doNothing())
        .compile();
      return db.write(tenantId, { guard });
    },
    async forget(tenantId, requestIds) {
      await sql
        .deleteFrom("permission_uses")
        .where("tenant_id", "=", tenantId)
        .where("request_id", "in", requestIds)
        .execute();
    },
  };
}
