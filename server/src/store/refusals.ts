import type { Database } from "../db/db.ts";
import type { Delivery } from "../gate/delivery.ts";
import type { Clock } from "../kit/clock.ts";
import type { Ids } from "../kit/ids.ts";
import { eventRows } from "./event-rows.ts";
import type { StoreTables } from "./tables.ts";

/** Keeps that somebody's answer to a copy was refused, and why: once for each person, copy and reason, as far as this node recalls. */
export type Refusals = { record(delivery: Delivery, subject: string, code: string): Promise<void> };

/** So many are recalled: who presses a thousand times makes one event. */
const MOST_RECALLED = 10_000;

export function createRefusals({ db, ids, clock }: { db: Database; ids: Ids; clock: Clock }): Refusals {
  const sql = db.query<StoreTables>();
  const recalled = new Set<string>();

  return {
    async record({ tenantId, id, requestId, address }, subject, code) {
      const name = `${id} ${subject} ${code}`;
      if (recalled.has(name)) return;
      const data = { request_id: requestId, delivery_id: id, channel: address.channel, identity: subject, code };
      const event = { tenantId, id: ids.id(), type: "press.refused", at: clock.now(), subject: requestId } as const;
      // The copy is as it was; that it is there makes the event the tenant's.
      const guard = sql
        .updateTable("deliveries")
        .set(({ ref }) => ({ status: ref("status") }))
        .where("tenant_id", "=", tenantId)
        .where("id", "=", id)
        .compile();
      await db.write(tenantId, { guard, rows: [eventRows({ ...event, actor: { kind: "stranger" }, data })] });
      recalled.add(name);
      if (recalled.size > MOST_RECALLED) recalled.delete(recalled.values().next().value ?? name);
    },
  };
}
