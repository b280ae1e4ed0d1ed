import type { Database } from "../db/db.ts";
import type { Clock, Millis } from "../kit/clock.ts";
import type { Log } from "../kit/log.ts";
import type { RequestsTable, StoreTables } from "./tables.ts";

/** Forgets requests some time after their end, with their copies, receipts and events. */
export type Retention = {
  /** Runs until closed: at once and then each hour. */
  start(): void;
  /** Forgets everything that ended before `now - keepMs`; answers how many requests. */
  tick(): Promise<number>;
  close(): Promise<void>;
};

type Parts = { readonly db: Database; readonly clock: Clock; readonly log: Log; readonly keepMs: Millis };
type Old = Pick<RequestsTable, "tenant_id" | "id">;

const batch = 200;
const hour = 3_600_000;

export function createRetention({ db, clock, log, keepMs }: Parts): Retention {
  const closing = new AbortController();
  let loop: Promise<void> | undefined;

  const tick = async () => {
    let forgotten = 0;
    for (let old = await oldest(); old.length > 0 && !closing.signal.aborted; old = await oldest()) {
      for (const [tenantId, requests] of Map.groupBy(old, ({ tenant_id }) => tenant_id)) {
        await forget(
          tenantId,
          requests.map(({ id }) => id),
        );
      }
      forgotten += old.length;
    }
    return forgotten;
  };

  const oldest = (): Promise<readonly Old[]> =>
    db
      .withoutTenant<StoreTables>("retention")
      .selectFrom("requests")
      .select(["tenant_id", "id"])
      .where("ended_at", "is not", null)
      .where(({ eb }) => eb("ended_at", "<", eb(db.time.start, "-", keepMs)))
      .orderBy("ended_at")
      .limit(batch)
      .execute();

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

  const run = async () => {
    while (!closing.signal.aborted) {
      try {
        const count = await tick();
        if (count > 0) log.info("Forgot ended requests.", { count });
      } catch (error) {
        log.warn("Ended requests could not be forgotten yet.", { part: "store", error });
      }
      await clock.sleep(hour, closing.signal);
    }
  };

  return {
    start() {
      loop ??= run();
    },
    tick,
    async close() {
      closing.abort();
      await loop;
    },
  };
}
