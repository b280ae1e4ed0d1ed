import { LoopgateError, type MemberList, type Role } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import type { TenantId } from "../../gate/request.ts";
import type { Actor } from "../../gate/transition.ts";
import { timeText } from "../../gate/view.ts";
import type { AccountTables } from "../accounts/tables.ts";
import type { Tenants } from "../accounts/tenants.ts";
import type { ApiKeys } from "../api-keys/api-keys.ts";
import type { PushSubscriptions } from "../browsers/push-subscriptions.ts";
import type { Facts } from "../facts.ts";
import type { AccountResponders } from "../links/account-responders.ts";
import type { Connections } from "../oauth/connections.ts";
import { Unavailable } from "../../kit/failures.ts";
import type { AccountPrincipal } from "../principal.ts";
import { standingGuards, type Change } from "./standing.ts";

type By = Pick<AccountPrincipal, "tenantId" | "accountId" | "role">;

/** Who is in a tenant. Throws `member_not_found`, `role_too_low` and `last_owner`. */
export type Members = {
  list(tenantId: TenantId): Promise<MemberList>;
  /** From the moment it answers, what the former role had and the new one has not is gone. */
  changeRole(by: By, accountId: string, role: Role): Promise<void>;
  /** From the moment it answers, the account's keys, connections and identities in the tenant open and answer nothing. */
  remove(by: By, accountId: string): Promise<void>;
};

const OWNERS: readonly Role[] = ["owner"];
const SEE_TO_MEMBERS: readonly Role[] = ["owner", "admin"];

export function createMembers(parts: {
  readonly db: Database;
  readonly facts: Facts;
  readonly tenants: Pick<Tenants, "roleOf">;
  readonly keys: Pick<ApiKeys, "revokeAllOf">;
  readonly connections: Pick<Connections, "revokeAllOf">;
  readonly responders: Pick<AccountResponders, "endAll" | "disown">;
  /** Gives the account its place among those who answer in its tenants, or takes it. */
  readonly seat: (accountId: string) => Promise<void>;
  readonly browsers: Pick<PushSubscriptions, "endAll">;
}): Members {
  const { db, facts, tenants, keys, connections, responders, browsers, seat } = parts;
  const sql = db.query<AccountTables>();
  const guards = standingGuards(db);

  async function mustFind(tenantId: TenantId, accountId: string): Promise<Role> {
    const role = await tenants.roleOf(tenantId, accountId);
    if (role) return role;
    throw new LoopgateError("member_not_found", "No member of the tenant has this id.");
  }

  /** Only an owner touches an owner, and a tenant keeps the account that it began with. */
  function refuse({ tenantId, role }: By, accountId: string, involved: readonly Role[]): void {
    if (involved.includes("owner") && role !== "owner")
      throw new LoopgateError("role_too_low", "Only an owner makes an owner, or changes one.");
    if (accountId === (tenantId as string))
      throw new LoopgateError("last_owner", "This is the account that the tenant began with: it stays its owner.");
  }

  async function keepOwner(tenantId: TenantId, accountId: string): Promise<void> {
    const others = sql
      .selectFrom("members")
      .select("account_id")
      .where("tenant_id", "=", tenantId)
      .where("role", "=", "owner")
      .where("account_id", "<>", accountId);
    if ((await others.executeTakeFirst()) === undefined)
      throw new LoopgateError("last_owner", "Make somebody else an owner first.");
  }

  /** The write found other roles than were read. Says what stands in the way now. */
  async function overtaken(by: By, { tenantId, accountId, needs }: Change): Promise<never> {
    // What he has by his role alone was taken before the write, and is given back.
    await seat(accountId);
    const before = await mustFind(tenantId, accountId);
    const role = (await tenants.roleOf(tenantId, by.accountId)) ?? "viewer";
    if (needs && !needs.includes(role))
      throw new LoopgateError("role_too_low", `This needs the role ${needs.at(-1)}; yours is ${role}.`);
    if (before === "owner") await keepOwner(tenantId, accountId);
    throw new Unavailable("unavailable", "Somebody else has changed this member just now; nothing was changed.");
  }

  /** What ends with a role: an owner's are the gate's own questions, and a viewer answers nothing. */
  async function endRole({ tenantId, accountId, before }: Change, role: Role, by: Actor): Promise<void> {
    if (before === "owner") await responders.disown(tenantId, accountId, by);
    if (role === "viewer") await endAnswering(tenantId, accountId, by);
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
      const { tenantId, accountId: actingId } = by;
      const before = await mustFind(tenantId, accountId);
      refuse(by, accountId, [before, role]);
      if (before === role) return;
      if (before === "owner") await keepOwner(tenantId, accountId);
      const needs = before === "owner" || role === "owner" ? OWNERS : SEE_TO_MEMBERS;
      const change = { tenantId, accountId, before, actingId, needs };
      const actor = { kind: "account", id: actingId } as const;
      const data = { account_id: accountId, role, former_role: before };
      const rows = [facts({ tenantId, type: "member.role_changed", subject: accountId, actor, data })];
      // First what he could do, so that a crash leaves a role without its rights, and not rights without the role.
      await endRole(change, role, actor);
      if (!(await db.write(tenantId, { guard: guards.toChange(change, role), rows }))) return overtaken(by, change);
      // What he made in between.
      await endRole(change, role, actor);
      await seat(accountId);
    },
    async remove(by, accountId) {
      const { tenantId, accountId: actingId } = by;
      const before = await mustFind(tenantId, accountId);
      const leaves = actingId === accountId;
      refuse(by, accountId, leaves ? [] : [before]);
      if (before === "owner") await keepOwner(tenantId, accountId);
      const needs = leaves ? undefined : before === "owner" ? OWNERS : SEE_TO_MEMBERS;
      const change = { tenantId, accountId, before, actingId, needs };
      const actor = { kind: "account", id: actingId } as const;
      const data = { account_id: accountId, former_role: before };
      const rows = [facts({ tenantId, type: "member.removed", subject: accountId, actor, data })];
      // First what he could do, so that a crash leaves a member without access, and not access without a member.
      await endAccess(tenantId, accountId, actor);
      if (!(await db.write(tenantId, { guard: guards.toRemove(change), rows }))) return overtaken(by, change);
      // What he made in between.
      await endAccess(tenantId, accountId, actor);
      if (before === "owner") await responders.disown(tenantId, accountId, actor);
    },
  };
}
