import { LoopgateError, type LinkedChats } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import type { Address, TenantId } from "../../gate/request.ts";
import type { Actor } from "../../gate/transition.ts";
import { timeText } from "../../gate/view.ts";
import type { Facts } from "../facts.ts";
import { isPrivate } from "../people.ts";
import type { AccessTables } from "../tables.ts";
import type { LinkTables } from "./tables.ts";

/** Groups and topics that a tenant's requests may be shown in, and who of its people can be written to. */
export type Chats = {
  list(tenantId: TenantId): Promise<LinkedChats>;
  /** Throws `not_found`. */
  unlink(tenantId: TenantId, id: string, by: Actor): Promise<void>;
  /** Whether this is the private chat of a linked person, a linked topic, or anywhere in a linked group. */
  isLinked(tenantId: TenantId, address: Address): Promise<boolean>;
};

export function createChats({ db, facts }: { readonly db: Database; readonly facts: Facts }): Chats {
  const sql = db.query<LinkTables & AccessTables>();
  return {
    async list(tenantId) {
      const rows = await sql
        .selectFrom("linked_chats")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .orderBy("linked_at")
        .orderBy("id")
        .execute();
      const chats = rows.map(({ id, channel, place, title, linked_at: at }) => ({
        id,
        channel,
        place,
        title,
        linked_at: timeText(at),
      }));
      return { chats };
    },
    async unlink(tenantId, id, by) {
      const guard = sql.deleteFrom("linked_chats").where("tenant_id", "=", tenantId).where("id", "=", id).compile();
      const rows = [facts({ tenantId, type: "chat.unlinked", subject: id, actor: by, data: { chat_id: id } })];
      if (await db.write(tenantId, { guard, rows })) return;
      throw new LoopgateError("not_found", "There is no linked chat with this id.");
    },
    async isLinked(tenantId, address) {
      const { channel, place } = address;
      const row = isPrivate(address)
        ? await sql
            .selectFrom("identities")
            .select("channel")
            .where("tenant_id", "=", tenantId)
            .where("channel", "=", channel)
            .where("subject", "=", place)
            .executeTakeFirst()
        : await sql
            .selectFrom("linked_chats")
            .select("channel")
            .where("tenant_id", "=", tenantId)
            .where("channel", "=", channel)
            .where("place", "in", [place, place.split("/", 1)[0] ?? place])
            .executeTakeFirst();
      return row !== undefined;
    },
  };
}
