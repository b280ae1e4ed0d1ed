import type { Database } from "../../db/db.ts";
import type { TenantId } from "../../gate/request.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import { tokenHash, type Secrets } from "../../kit/secrets.ts";
import type { PushSubscriptionsTable } from "./tables.ts";

/** What a browser gave, and the key of ours that it was given for (Push API, PushSubscription). */
type Subscription = {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
  readonly serverKey: string;
};

/** The browsers in which accounts want to be told that somebody waits for them. */
export type PushSubscriptions = {
  add(tenantId: TenantId, accountId: string, subscription: Subscription): Promise<void>;
  remove(tenantId: TenantId, accountId: string, endpoint: string): Promise<void>;
  find(tenantId: TenantId, id: string): Promise<Subscription | undefined>;
  forget(tenantId: TenantId, id: string): Promise<void>;
  reached(tenantId: TenantId, id: string): Promise<void>;
  missed(tenantId: TenantId, id: string): Promise<void>;
  endAll(tenantId: TenantId, accountId: string): Promise<void>;
};

/** Of one account in one tenant; the next one takes the place of the oldest. */
const MOST = 20;
/** A browser that nothing reached for so long is forgotten; it subscribes again when its page is opened. */
const FAILING_MS: Millis = 7 * 86_400_000;

/** An endpoint opens a way to somebody's screen, so it is sealed like a secret, and found by its hash. */
export function createPushSubscriptions(parts: {
  readonly db: Database;
  readonly ids: Pick<Ids, "id">;
  readonly clock: Pick<Clock, "now">;
  readonly secrets: Pick<Secrets, "seal" | "open">;
}): PushSubscriptions {
  const { db, ids, clock, secrets } = parts;
  const sql = db.query<PushSubscriptionsTable>();
  const deleting = (tenantId: TenantId) => sql.deleteFrom("push_subscriptions").where("tenant_id", "=", tenantId);

  async function forget(tenantId: TenantId, id: string): Promise<void> {
    await deleting(tenantId).where("id", "=", id).execute();
  }

  /** Undefined: sealed under a master secret that no longer counts. */
  function opened(sealed: string, hash: string): Subscription | undefined {
    try {
      return JSON.parse(secrets.open(sealed, hash)) as Subscription;
    } catch {
      return undefined;
    }
  }

  return {
    async add(tenantId, accountId, subscription) {
      const hash = tokenHash(subscription.endpoint);
      const own = { account_id: accountId, sealed: secrets.seal(JSON.stringify(subscription), hash) };
      // Somebody else signed in with this browser: what is under way to his predecessor does not reach it any more.
      await deleting(tenantId).where("endpoint_hash", "=", hash).where("account_id", "<>", accountId).execute();
      const fresh = { ...own, created_at: clock.now(), failing_since: null };
      await sql
        .insertInto("push_subscriptions")
        .values({ tenant_id: tenantId, id: ids.id(), endpoint_hash: hash, ...fresh })
        .onConflict((conflict) => conflict.columns(["tenant_id", "endpoint_hash"]).doUpdateSet(fresh))
        .execute();
      await deleting(tenantId)
        .where("account_id", "=", accountId)
        .where("id", "not in", ({ selectFrom }) =>
          selectFrom("push_subscriptions")
            .select("id")
            .where("tenant_id", "=", tenantId)
            .where("account_id", "=", accountId)
            .orderBy("created_at", "desc")
            .orderBy("id", "desc")
            .limit(MOST),
        )
        .execute();
    },
    async remove(tenantId, accountId, endpoint) {
      await deleting(tenantId)
        .where("account_id", "=", accountId)
        .where("endpoint_hash", "=", tokenHash(endpoint))
        .execute();
    },
    async find(tenantId, id) {
      const row = await sql
        .selectFrom("push_subscriptions")
        .select(["sealed", "endpoint_hash"])
        .where("tenant_id", "=", tenantId)
        .where("id", "=", id)
        .executeTakeFirst();
      const subscription = row && opened(row.sealed, row.endpoint_hash);
      if (row && !subscription) await forget(tenantId, id);
      return subscription;
    },
    forget,
    async reached(tenantId, id) {
      await sql
        .updateTable("push_subscriptions")
        .set({ failing_since: null })
        .where("tenant_id", "=", tenantId)
        .where("id", "=", id)
        .where("failing_since", "is not", null)
        .execute();
    },
    async missed(tenantId, id) {
      const now = clock.now();
      await deleting(tenantId)
        .where("id", "=", id)
        .where("failing_since", "<", now - FAILING_MS)
        .execute();
      await sql
        .updateTable("push_subscriptions")
        .set({ failing_since: now })
        .where("tenant_id", "=", tenantId)
        .where("id", "=", id)
        .where("failing_since", "is", null)
        .execute();
    },
    async endAll(tenantId, accountId) {
      await deleting(tenantId).where("account_id", "=", accountId).execute();
    },
  };
}
