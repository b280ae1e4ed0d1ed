import type { Database } from "../db/db.ts";
import type { Rows } from "../db/engine.ts";
import { prepared } from "../db/prepared.ts";
import type { Session, Sessions } from "../gate/ports.ts";
import type { Address, TenantId } from "../gate/request.ts";
import type { Clock } from "../kit/clock.ts";
import type { Ids } from "../kit/ids.ts";
import { eventRow } from "./event-rows.ts";
import type { SessionsTable, StoreTables } from "./tables.ts";

export function createSessions({ db, ids, clock }: { db: Database; ids: Ids; clock: Clock }): Sessions {
  const sql = db.query<StoreTables>();

  const fact = (
    type: "session.registered" | "session.deactivated",
    tenantId: string,
    subject: string,
    clientId: string,
  ): Rows => {
    const actor = { kind: "agent", clientId } as const;
    const data = { session_id: subject, client_id: clientId };
    return {
      into: "events",
      values: [eventRow({ tenantId, id: ids.id(), type, at: clock.now(), subject, actor, data })],
    };
  };

  const findOne = prepared<{ tenantId: string; id: string }, SessionsTable>((place) =>
    sql.selectFrom("sessions").selectAll().where("tenant_id", "=", place("tenantId")).where("id", "=", place("id")),
  );

  const find: Sessions["find"] = async (tenantId, id) => {
    const [row] = await db.execute(findOne({ tenantId, id }));
    return row && toSession(row);
  };

  return {
    find,
    async ensure({ tenantId, id, clientId }) {
      const route = { addresses: "[]", responders: "[]", active: 1 };
      const guard = sql
        .insertInto("sessions")
        .values({ tenant_id: tenantId, id, client_id: clientId, created_at: clock.now(), ...route })
        .onConflict((conflict) => conflict.doNothing())
        .compile();
      await db.write(tenantId, { guard, rows: [fact("session.registered", tenantId, id, clientId)] });
      return find(tenantId, id);
    },
    async register({ tenantId, id, clientId, addresses, responders }) {
      const route = { addresses: JSON.stringify(addresses), responders: JSON.stringify(responders), active: 1 };
      const guard = sql
        .insertInto("sessions")
        .values({ tenant_id: tenantId, id, client_id: clientId, created_at: clock.now(), ...route })
        .onConflict((conflict) =>
          conflict.columns(["tenant_id", "id"]).doUpdateSet(route).where("sessions.client_id", "=", clientId),
        )
        .compile();
      return db.write(tenantId, { guard, rows: [fact("session.registered", tenantId, id, clientId)] });
    },
    async deactivate(tenantId, id) {
      const session = await find(tenantId, id);
      if (!session) return false;
      const guard = sql
        .updateTable("sessions")
        .set({ active: 0 })
        .where("tenant_id", "=", tenantId)
        .where("id", "=", id)
        .where("active", "=", 1)
        .compile();
      return db.write(tenantId, { guard, rows: [fact("session.deactivated", tenantId, id, session.clientId)] });
    },
  };
}

export function toSession(row: SessionsTable): Session {
  return {
    tenantId: row.tenant_id as TenantId,
    id: row.id,
    clientId: row.client_id,
    addresses: JSON.parse(row.addresses) as readonly Address[],
    responders: JSON.parse(row.responders) as readonly string[],
    active: row.active === 1,
    createdAt: row.created_at,
  };
}
