import { LoopgateError, type ResponderGroup } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import type { ResponderId, TenantId } from "../../gate/request.ts";
import type { Actor } from "../../gate/transition.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Facts } from "../facts.ts";
import type { AccessTables } from "../tables.ts";
import type { LinkTables } from "./tables.ts";

/** Groups of responders, which a session names as `group:NAME`. A request resolves them to people when it is made. */
export type ResponderGroups = {
  list(tenantId: TenantId): Promise<readonly ResponderGroup[]>;
  /** Makes the group, or changes who is in it, for requests from now on. Throws `responder_not_linked`. */
  put(tenantId: TenantId, group: ResponderGroup, by: Actor): Promise<void>;
  /** Throws `not_found`. */
  remove(tenantId: TenantId, name: string, by: Actor): Promise<void>;
  /** The ids of the people in each group. */
  members(tenantId: TenantId): Promise<ReadonlyMap<string, readonly ResponderId[]>>;
};

export function createResponderGroups({
  db,
  clock,
  facts,
}: {
  readonly db: Database;
  readonly clock: Clock;
  readonly facts: Facts;
}): ResponderGroups {
  const sql = db.query<LinkTables & AccessTables>();
  const groups = (tenantId: TenantId) =>
    sql
      .selectFrom("responder_groups")
      .select(["name", "responders"])
      .where("tenant_id", "=", tenantId)
      .orderBy("name")
      .execute();
  const responders = (tenantId: TenantId) =>
    sql.selectFrom("responders").select(["id", "name"]).where("tenant_id", "=", tenantId).execute();
  const idsOf = ({ responders: ids }: { readonly responders: string }) => JSON.parse(ids) as readonly ResponderId[];

  return {
    async list(tenantId) {
      const [rows, people] = await Promise.all([groups(tenantId), responders(tenantId)]);
      const names = new Map(people.map(({ id, name }) => [id, name]));
      return rows.map((row) => ({ name: row.name, responders: idsOf(row).flatMap((id) => names.get(id) ?? []) }));
    },
    async put(tenantId, { name, responders: wanted }, by) {
      const ids = new Map((await responders(tenantId)).map((person) => [person.name, person.id]));
      const strangers = wanted.flatMap((one, at) =>
        ids.has(one) ? [] : [{ path: `responders[${at}]`, message: "is no responder of this tenant" }],
      );
      if (strangers.length > 0)
        throw new LoopgateError("responder_not_linked", "GET /api/responders lists who there is.", strangers);
      const members = [...new Set(wanted.flatMap((one) => ids.get(one) ?? []))];
      const values = { responders: JSON.stringify(members), changed_at: clock.now() };
      const guard = sql
        .insertInto("responder_groups")
        .values({ tenant_id: tenantId, name, ...values })
        .onConflict((conflict) => conflict.columns(["tenant_id", "name"]).doUpdateSet(values))
        .compile();
      const data = { group: name, responder_ids: members };
      await db.write(tenantId, {
        guard,
        rows: [facts({ tenantId, type: "group.changed", subject: name, actor: by, data })],
      });
    },
    async remove(tenantId, name, by) {
      const guard = sql
        .deleteFrom("responder_groups")
        .where("tenant_id", "=", tenantId)
        .where("name", "=", name)
        .compile();
      const rows = [facts({ tenantId, type: "group.deleted", subject: name, actor: by, data: { group: name } })];
      if (await db.write(tenantId, { guard, rows })) return;
      throw new LoopgateError("not_found", "There is no group of this name.");
    },
    members: async (tenantId) => new Map((await groups(tenantId)).map((row) => [row.name, idsOf(row)])),
  };
}
