import type { Database } from "../../db/db.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { TelegramTables } from "./migration.ts";

/** An update as it came and was stored. */
export type Received = { readonly id: number; readonly lane: string; readonly body: string; readonly attempts: number };
export type Arrival = Pick<Received, "id" | "lane" | "body">;

/** The updates of one bot: stored before Telegram is told so, kept open until their effect has been committed. */
export type ReceivedUpdates = {
  /** Where to go on reading. */
  nextOffset(): Promise<number>;
  /** Stores a batch together with the offset after it. False: another holder of the lease has taken over. */
  storeBatch(fence: number, batch: readonly Arrival[]): Promise<boolean>;
  /** Stores one that was pushed; the same again changes nothing. */
  store(arrival: Arrival): Promise<void>;
  /** The oldest open updates of the lanes that are not in `except`. */
  open(except: readonly string[], limit: number): Promise<readonly Received[]>;
  done(id: number): Promise<void>;
  /** Counts a failed attempt. */
  failed(id: number): Promise<void>;
  /** Forgets what was done before `before`. */
  forget(before: Millis): Promise<void>;
  /** The webhook that this program set last. */
  ownWebhook(): Promise<string | undefined>;
  rememberWebhook(url: string | undefined): Promise<void>;
};

export function createReceivedUpdates({
  db,
  tenantId,
  botId,
  clock,
}: {
  readonly db: Database;
  readonly tenantId: string;
  readonly botId: string;
  readonly clock: Pick<Clock, "now">;
}): ReceivedUpdates {
  const sql = db.query<TelegramTables>();
  const bot = () => sql.selectFrom("telegram_bots").where("tenant_id", "=", tenantId).where("bot_id", "=", botId);
  const row = (arrival: Arrival) => ({
    tenant_id: tenantId,
    bot_id: botId,
    update_id: arrival.id,
    lane: arrival.lane,
    body: arrival.body,
    received_at: clock.now(),
  });

  async function ensureBot(): Promise<void> {
    await sql
      .insertInto("telegram_bots")
      .values({ tenant_id: tenantId, bot_id: botId, next_offset: 0, fence: 0, webhook_url: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  const update = (id: number) =>
    sql
      .updateTable("telegram_updates")
      .where("tenant_id", "=", tenantId)
      .where("bot_id", "=", botId)
      .where("update_id", "=", id);

  return {
    async nextOffset() {
      const known = await bot().select("next_offset").executeTakeFirst();
      if (!known) await ensureBot();
      return known?.next_offset ?? 0;
    },
    storeBatch(fence, batch) {
      const guard = sql
        .updateTable("telegram_bots")
        .set({ next_offset: Math.max(...batch.map(({ id }) => id)) + 1, fence })
        .where("tenant_id", "=", tenantId)
        .where("bot_id", "=", botId)
        .where("fence", "<=", fence)
        .compile();
      return db.write(tenantId, {
        guard,
        rows: [{ into: "telegram_updates", values: batch.map(row), conflict: "do nothing" }],
      });
    },
    async store(arrival) {
      await sql
        .insertInto("telegram_updates")
        .values({ ...row(arrival), attempts: 0, done_at: null })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async open(except, limit) {
      const open = sql
        .selectFrom("telegram_updates")
        .select(["update_id as id", "lane", "body", "attempts"])
        .where("tenant_id", "=", tenantId)
        .where("bot_id", "=", botId)
        .where("done_at", "is", null)
        .orderBy("update_id")
        .limit(limit);
      return await (except.length === 0 ? open : open.where("lane", "not in", except)).execute();
    },
    async done(id) {
      await update(id).set({ done_at: clock.now() }).execute();
    },
    async failed(id) {
      await update(id)
        .set(({ eb }) => ({ attempts: eb("attempts", "+", 1) }))
        .execute();
    },
    async forget(before) {
      await sql
        .deleteFrom("telegram_updates")
        .where("tenant_id", "=", tenantId)
        .where("bot_id", "=", botId)
        .where("done_at", "<", before)
        .execute();
    },
    async ownWebhook() {
      return (await bot().select("webhook_url").executeTakeFirst())?.webhook_url ?? undefined;
    },
    async rememberWebhook(url) {
      await ensureBot();
      await sql
        .updateTable("telegram_bots")
        .set({ webhook_url: url ?? null })
        .where("tenant_id", "=", tenantId)
        .where("bot_id", "=", botId)
        .execute();
    },
  };
}
