import type { Database } from "../../db/db.ts";
import type { Delivery } from "../../gate/delivery.ts";
import type { DeliveryId, Millis, Ref, RequestId, TenantId } from "../../gate/request.ts";
import type { TelegramTables } from "./migration.ts";

/** A question that was put to one person: only his reply to exactly that message answers it. */
export type Draft = {
  readonly chatId: string;
  readonly promptId: number;
  /** The person's Telegram number. */
  readonly subject: string;
  readonly deliveryId: DeliveryId;
  readonly ref: Ref;
  readonly kind: "text" | "reason";
  readonly expiresAt: Millis;
};

export type Drafts = {
  open(draft: Draft): Promise<void>;
  /** Who was asked by this message; nobody where it is no prompt. */
  at(chatId: string, promptId: number): Promise<Draft | undefined>;
  /** Whether this person has an open question of this kind about this copy. */
  isOpen(
    delivery: Pick<Delivery, "tenantId" | "id">,
    subject: string,
    kind: Draft["kind"],
    now: Millis,
  ): Promise<boolean>;
  close(draft: Draft): Promise<void>;
  forget(before: Millis): Promise<void>;
};

export function createDrafts({ db, botId }: { readonly db: Database; readonly botId: string }): Drafts {
  const sql = db.query<TelegramTables>();
  const all = (tenantId: TenantId) =>
    sql.selectFrom("telegram_drafts").where("tenant_id", "=", tenantId).where("bot_id", "=", botId);

  return {
    async open(draft) {
      await sql
        .insertInto("telegram_drafts")
        .values({
          tenant_id: draft.ref.tenantId,
          bot_id: botId,
          chat: draft.chatId,
          prompt: String(draft.promptId),
          subject: draft.subject,
          delivery_id: draft.deliveryId,
          request_id: draft.ref.id,
          kind: draft.kind,
          expires_at: draft.expiresAt,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async at(chatId, promptId) {
      const row = await db
        .withoutTenant<TelegramTables>("prompt")
        .selectFrom("telegram_drafts")
        .selectAll()
        .where("bot_id", "=", botId)
        .where("chat", "=", chatId)
        .where("prompt", "=", String(promptId))
        .executeTakeFirst();
      return row && toDraft(row);
    },
    async isOpen({ tenantId, id }, subject, kind, now) {
      const row = await all(tenantId)
        .select("prompt")
        .where("delivery_id", "=", id)
        .where("subject", "=", subject)
        .where("kind", "=", kind)
        .where("expires_at", ">", now)
        .executeTakeFirst();
      return row !== undefined;
    },
    async close(draft) {
      await sql
        .deleteFrom("telegram_drafts")
        .where("tenant_id", "=", draft.ref.tenantId)
        .where("bot_id", "=", botId)
        .where("chat", "=", draft.chatId)
        .where("prompt", "=", String(draft.promptId))
        .execute();
    },
    async forget(before) {
      await db
        .withoutTenant<TelegramTables>("retention")
        .deleteFrom("telegram_drafts")
        .where("bot_id", "=", botId)
        .where("expires_at", "<", before)
        .execute();
    },
  };
}

function toDraft(row: TelegramTables["telegram_drafts"]): Draft {
  return {
    chatId: row.chat,
    promptId: Number(row.prompt),
    subject: row.subject,
    deliveryId: row.delivery_id as DeliveryId,
    ref: { tenantId: row.tenant_id as TenantId, id: row.request_id as RequestId },
    kind: row.kind === "reason" ? "reason" : "text",
    expiresAt: row.expires_at,
  };
}
