import type { Database } from "../db/db.ts";
import { prepared } from "../db/prepared.ts";
import type { Delivery, ShownCard } from "../gate/delivery.ts";
import type { Deliveries } from "../gate/ports.ts";
import type { Address, DeliveryId, Digest, RequestId, TenantId } from "../gate/request.ts";
import type { DeliveriesTable, StoreTables } from "./tables.ts";

type Reads = Pick<Deliveries, "find" | "byToken" | "byReceipt" | "of"> & {
  /** The copies at an address that somebody may still answer. */
  pendingAt(tenantId: TenantId, address: Address): Promise<readonly Delivery[]>;
};

/** Everything that is asked about copies. A copy is read with its receipts, oldest first. */
export function createDeliveryReads({ db }: { db: Database }): Reads {
  const sql = db.query<StoreTables>();
  const inTenant = (tenantId: TenantId) =>
    sql.selectFrom("deliveries").selectAll("deliveries").where("deliveries.tenant_id", "=", tenantId);

  // Each press asks for one copy several times: these are built once.
  const findOne = prepared<{ tenantId: string; id: string }, DeliveriesTable>((place) =>
    sql.selectFrom("deliveries").selectAll().where("tenant_id", "=", place("tenantId")).where("id", "=", place("id")),
  );
  const findByToken = prepared<{ hash: string }, DeliveriesTable>((place) =>
    db
      .withoutTenant<StoreTables>("token hash")
      .selectFrom("deliveries")
      .selectAll()
      .where("token_hash", "=", place("hash")),
  );
  const receiptsOfOne = prepared<{ tenantId: string; id: string }, { receipt: string }>((place) =>
    sql
      .selectFrom("receipts")
      .select("receipt")
      .where("tenant_id", "=", place("tenantId"))
      .where("delivery_id", "=", place("id"))
      .orderBy("at")
      .orderBy("receipt"),
  );

  const withReceipts = async (rows: readonly DeliveriesTable[]): Promise<Delivery[]> => {
    const [first] = rows;
    if (!first) return [];
    const receipts = await sql
      .selectFrom("receipts")
      .select(["delivery_id", "receipt"])
      .where("tenant_id", "=", first.tenant_id)
      .where(
        "delivery_id",
        "in",
        rows.map(({ id }) => id),
      )
      .orderBy("at")
      .orderBy("receipt")
      .execute();
    const byDelivery = Map.groupBy(receipts, ({ delivery_id }) => delivery_id);
    return rows.map((row) =>
      toDelivery(
        row,
        (byDelivery.get(row.id) ?? []).map(({ receipt }) => receipt),
      ),
    );
  };
  const only = async (row: DeliveriesTable | undefined) => {
    if (!row) return undefined;
    const receipts = await db.execute(receiptsOfOne({ tenantId: row.tenant_id, id: row.id }));
    return toDelivery(
      row,
      receipts.map(({ receipt }) => receipt),
    );
  };

  return {
    async find(tenantId, id) {
      const [row] = await db.execute(findOne({ tenantId, id }));
      return only(row);
    },
    async byToken(tokenHash) {
      const [row] = await db.execute(findByToken({ hash: tokenHash }));
      return only(row);
    },
    async byReceipt(tenantId, { channel, place }, receipt) {
      const rows = inTenant(tenantId)
        .innerJoin("receipts", (join) =>
          join
            .onRef("receipts.tenant_id", "=", "deliveries.tenant_id")
            .onRef("receipts.delivery_id", "=", "deliveries.id"),
        )
        .where("receipts.channel", "=", channel)
        .where("receipts.place", "=", place)
        .where("receipts.receipt", "=", receipt);
      return only(await rows.executeTakeFirst());
    },
    of: async ({ tenantId, id }) =>
      withReceipts(await inTenant(tenantId).where("request_id", "=", id).orderBy("id").execute()),
    async pendingAt(tenantId, { channel, place }) {
      const rows = inTenant(tenantId)
        .innerJoin("requests", (join) =>
          join
            .onRef("requests.tenant_id", "=", "deliveries.tenant_id")
            .onRef("requests.id", "=", "deliveries.request_id"),
        )
        .where("deliveries.channel", "=", channel)
        .where("deliveries.place", "=", place)
        .where("deliveries.status", "in", ["sending", "sent"])
        .where("requests.status", "=", "pending");
      return withReceipts(await rows.execute());
    },
  };
}

function toDelivery(row: DeliveriesTable, receipts: readonly string[]): Delivery {
  return {
    tenantId: row.tenant_id as TenantId,
    id: row.id as DeliveryId,
    requestId: row.request_id as RequestId,
    address: { channel: row.channel, place: row.place },
    shownVersion: row.shown_version,
    ...(row.token_hash !== null && { tokenHash: row.token_hash }),
    state: stateOf(row, receipts),
  };
}

function stateOf(row: DeliveriesTable, receipts: readonly string[]): Delivery["state"] {
  const { status, updated_at: at } = row;
  if (status === "queued") return { status };
  if (status === "withdrawn") return { status, at };
  const card = cardOf(row);
  if (status === "failed") return { status, reason: row.failure ?? "", at, ...(card ? { card } : {}), receipts };
  if (!card) throw new Error("the schema promises a digest and offers with every sent copy");
  return { status, card, receipts };
}

function cardOf({ shown_digest, offers }: DeliveriesTable): ShownCard | undefined {
  if (shown_digest === null || offers === null) return undefined;
  return { shown: shown_digest as Digest, offers: JSON.parse(offers) as ShownCard["offers"] };
}
