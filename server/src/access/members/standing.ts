import type { Role } from "@loopgate/contract";
import type { CompiledQuery, ExpressionBuilder, SelectQueryBuilder } from "kysely";
import type { Database } from "../../db/db.ts";
import type { TenantId } from "../../gate/request.ts";
import type { AccountTables } from "../accounts/tables.ts";

type Tables = AccountTables & { readonly standing: Pick<AccountTables["members"], "account_id" | "role"> };

/** One member of a tenant, as he was read, and who changes him. */
export type Change = {
  readonly tenantId: TenantId;
  readonly accountId: string;
  readonly before: Role;
  readonly actingId: string;
  /** The roles of which whoever acts must still have one; undefined where he needs none. */
  readonly needs: readonly Role[] | undefined;
};

/** Guards for changing who is in a tenant: they find nothing once the roles are others than were read, or an owner were missing. */
export function standingGuards(db: Database) {
  const sql = db.query<AccountTables>();

  /** The owners, who acts and whom it concerns, held: of two who undo each other, the second sees what the first has done. */
  function standing({ tenantId, accountId, actingId }: Change) {
    const rows = sql
      .selectFrom("members")
      .select(["account_id", "role"])
      .where("tenant_id", "=", tenantId)
      .where(({ or, eb }) => or([eb("role", "=", "owner"), eb("account_id", "in", [actingId, accountId])]))
      // Everybody takes them in the same order, so nobody waits for one who waits for him.
      .orderBy("account_id");
    return sql.with("standing", () => held(db, rows));
  }

  const allows =
    ({ accountId, before, actingId, needs }: Change) =>
    ({ and, exists, selectFrom }: ExpressionBuilder<Tables, "members">) => {
      const some = selectFrom("standing").select("standing.account_id");
      const acts = needs && some.where("standing.account_id", "=", actingId).where("standing.role", "in", needs);
      const owns = some.where("standing.account_id", "<>", accountId).where("standing.role", "=", "owner");
      return and([...(acts ? [exists(acts)] : []), ...(before === "owner" ? [exists(owns)] : [])]);
    };

  return {
    toChange: (change: Change, role: Role): CompiledQuery =>
      standing(change)
        .updateTable("members")
        .set({ role })
        .where("members.tenant_id", "=", change.tenantId)
        .where("members.account_id", "=", change.accountId)
        .where("members.role", "=", change.before)
        .where(allows(change))
        .compile(),
    toRemove: (change: Change): CompiledQuery =>
      standing(change)
        .deleteFrom("members")
        .where("members.tenant_id", "=", change.tenantId)
        .where("members.account_id", "=", change.accountId)
        .where("members.role", "=", change.before)
        .where(allows(change))
        .compile(),
  };
}

/** The query's rows, which nobody else changes until the write is committed. SQLite has one writer at a time anyway. */
export function held<DB, Table extends keyof DB, Row>(
  { kind }: Pick<Database, "kind">,
  query: SelectQueryBuilder<DB, Table, Row>,
): SelectQueryBuilder<DB, Table, Row> {
  return kind === "postgres" ? query.forUpdate() : query;
}
