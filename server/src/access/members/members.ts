import { LoopgateError, type MemberList, type Role } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import type { TenantId } from "../../gate/request.ts";
import type { Actor } from "../../gate/transition.ts";
import { timeText } from "../../gate/view.ts";
import type { AccountTables } from "../accounts/tables.ts";
import type { ApiKeys } from "../api-keys/api-keys.ts";
import type { PushSubscriptions } from "../browsers/push-subscriptions.ts";
import type { Facts } from "../facts.ts";
import type { AccountResponders } from "../links/account-responders.ts";
import type { Connections } from "../oauth/connections.ts";
import type { AccountPrincipal } from "../principal.ts";

type By = Pick<AccountPrincipal, "tenantId" | "accountId" | "role">;

/** Who is in a tenant. Throws `member_not_found`, `role_too_low` and `last_owner`. */
export type Members = {
  list(tenantId: TenantId): Promise<MemberList>;
  changeRole(by: By, accountId: string, role: Role): Promise<void>;
  /** From the moment it answers, the account's keys, connections and identities in the tenant open and answer nothing. */
  remove(by: By, accountId: string): Promise<void>;
};

export function createMembers(parts: {
  readonly db: Database;
  readonly facts: Facts;
  readonly keys: Pick<ApiKeys, "revokeAllOf">;
  readonly connections: Pick<Connections, "revokeAllOf">;
  readonly responders: Pick<AccountResponders, "endAll" | "disown">;
  readonly browsers: Pick<PushSubscriptions, "endAll">;
}): Members {
  const { db, facts, keys, connections, responders, browsers } = parts;
  const sql = db.query<AccountTables>();

  async function mustFind(tenantId: TenantId, accountId: string): Promise<Role> {
    const row = await sql
      .selectFrom("members")
      .select("role")
      .where("tenant_id", "=", tenantId)
      .where("account_id", "=", accountId)
      .executeTakeFirst();
    if (row) return row.role;
    throw new LoopgateError("member_not_found", "No member of the tenant has this id.");
  }

  /** Only an owner touches an owner, and a tenant keeps the account that it began with. */
  function refuse({ tenantId, role }: By, accountId: string, involved: readonly Role[]): void {
    if (involved.includes("owner") && role !== "owner")
      throw new LoopgateError("role_too_low", "Only an owner makes an owner, or changes one.");
    if (accountId === (tenantId as string))
      throw new LoopgateError("last_owner", "This is the account that the tenant began with: it stays its owner.");
  }

  function keepsOwner(): LoopgateError {
    return new LoopgateError("last_owner", "Make somebody else an owner first.");
  }

  async function endAccess(tenantId: TenantId, accountId: string, by: Actor): Promise<void> {
    await keys.revokeAllOf(tenantId, accountId, by);
    await connections.revokeAllOf(tenantId, accountId, by);
    await endAnswering(tenantId, accountId, by);
  }

  async function endAnswering(tenantId: TenantId, accountId: string, by: Actor): Promise<void> {
    await responders.endAll(tenantId, accountId, by);
    await browsers.endAll(tenantId, accountId);
  }

  return {
    async list(tenantId) {
      const rows = await sql
        .selectFrom("members")
        .innerJoin("accounts", "accounts.id", "members.account_id")
        .select(["accounts.id", "accounts.display_username", "members.role", "members.joined_at"])
        .where("members.tenant_id", "=", tenantId)
        .orderBy("members.joined_at")
        .orderBy("accounts.id")
        .limit(1_000)
        .execute();
      const members = rows.map(({ id, display_username: username, role, joined_at: at }) => ({
        user_id: id,
        username,
        role,
        joined_at: timeText(at),
      }));
      return { members };
    },
    async changeRole(by, accountId, role) {
      const { tenantId } = by;
      const before = await mustFind(tenantId, accountId);
      refuse(by, accountId, [before, role]);
      if (before === role) return;
      const changing = sql
        .updateTable("members")
        .set({ role })
        .where("tenant_id", "=", tenantId)
        .where("account_id", "=", accountId)
        .where("role", "=", before);
      const guard = (
        before === "owner" ? changing.where(({ exists }) => exists(owners(tenantId, accountId))) : changing
      ).compile();
      const actor = { kind: "account", id: by.accountId } as const;
      const data = { account_id: accountId, role, former_role: before };
      const rows = [facts({ tenantId, type: "member.role_changed", subject: accountId, actor, data })];
      if (!(await db.write(tenantId, { guard, rows }))) throw keepsOwner();
      // The gate's own questions are the owner's; a viewer answers nothing.
      if (before === "owner") await responders.disown(tenantId, accountId, actor);
      if (role === "viewer") await endAnswering(tenantId, accountId, actor);
    },
    async remove(by, accountId) {
      const { tenantId } = by;
      const before = await mustFind(tenantId, accountId);
      refuse(by, accountId, by.accountId === accountId ? [] : [before]);
      const leaving = sql.deleteFrom("members").where("tenant_id", "=", tenantId).where("account_id", "=", accountId);
      const guard = (
        before === "owner" ? leaving.where(({ exists }) => exists(owners(tenantId, accountId))) : leaving
      ).compile();
      if (before === "owner" && !(await hasOtherOwner(tenantId, accountId))) throw keepsOwner();
      const actor = { kind: "account", id: by.accountId } as const;
      const data = { account_id: accountId, former_role: before };
      const rows = [facts({ tenantId, type: "member.removed", subject: accountId, actor, data })];
      // First what he could do, so that a crash leaves a member without access, and not access without a member.
      await endAccess(tenantId, accountId, actor);
      if (!(await db.write(tenantId, { guard, rows }))) throw keepsOwner();
      // What he made in between.
      await endAccess(tenantId, accountId, actor);
      if (before === "owner") await responders.disown(tenantId, accountId, actor);
    },
  };

  function owners(tenantId: TenantId, accountId: string) {
    return sql
      .selectFrom("members as others")
      .select("others.account_id")
      .where("others.tenant_id", "=", tenantId)
      .where("others.role", "=", "owner")
      .where("others.account_id", "<>", accountId);
  }
  async function hasOtherOwner(tenantId: TenantId, accountId: string): Promise<boolean> {
    return (await owners(tenantId, accountId).executeTakeFirst()) !== undefined;
  }
}
