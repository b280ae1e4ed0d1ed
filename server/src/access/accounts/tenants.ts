import type { Role, TenantSettings } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import { prepared } from "../../db/prepared.ts";
import type { TenantId } from "../../gate/request.ts";
import type { Actor } from "../../gate/transition.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Facts } from "../facts.ts";
import type { AccountTables } from "./tables.ts";

export type Membership = { readonly tenantId: TenantId; readonly name: string; readonly role: Role };

/** Tenants and the accounts that are members of them. Each change is one guarded write with its event. */
export type Tenants = {
  /** Makes the account's own tenant, once, with the account as its owner. */
  ensureOwn(accountId: string, username: string): Promise<void>;
  /** Makes the account a member with this role, whatever it was there before. */
  join(
    tenantId: TenantId,
    name: string,
    member: { readonly accountId: string; readonly role: Role },
    by: Actor,
  ): Promise<void>;
  /** Of one account: the one joined last first, its own after all that it was let into. */
  membershipsOf(accountId: string): Promise<readonly Membership[]>;
  hasOwner(tenantId: TenantId): Promise<boolean>;
  /** Undefined: no member. */
  roleOf(tenantId: TenantId, accountId: string): Promise<Role | undefined>;
  nameOf(tenantId: TenantId): Promise<string>;
  /** The accounts that are its owners and admins. */
  adminsOf(tenantId: TenantId): Promise<readonly string[]>;
  settings(tenantId: TenantId): Promise<TenantSettings>;
  changeSettings(tenantId: TenantId, settings: TenantSettings, by: Actor): Promise<void>;
};

const NO_SETTINGS: TenantSettings = { default_risk: null, risk_by_action: {}, assurance: {} };

export function createTenants({
  db,
  clock,
  facts,
}: {
  readonly db: Database;
  readonly clock: Clock;
  readonly facts: Facts;
}): Tenants {
  const sql = db.query<AccountTables>();
  const unscoped = db.withoutTenant<AccountTables>("memberships of an account");

  const byAccount = prepared<{ accountId: string }, { tenant_id: string; name: string; role: Role }>((place) =>
    unscoped
      .selectFrom("members")
      .innerJoin("tenants", "tenants.tenant_id", "members.tenant_id")
      .select(["members.tenant_id", "tenants.name", "members.role"])
      .where("members.account_id", "=", place("accountId"))
      .orderBy("members.joined_at", "desc")
      .orderBy("members.tenant_id")
      .limit(200),
  );
  const settingsOf = prepared<{ tenantId: string }, { settings: string }>((place) =>
    sql.selectFrom("tenants").select("settings").where("tenant_id", "=", place("tenantId")),
  );

  async function ensure(tenantId: TenantId, name: string): Promise<void> {
    await sql
      .insertInto("tenants")
      .values({ tenant_id: tenantId, name, settings: JSON.stringify(NO_SETTINGS), created_at: clock.now() })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async function enter(
    type: "account.registered" | "member.added",
    tenantId: TenantId,
    name: string,
    { accountId, role }: { readonly accountId: string; readonly role: Role },
    by: Actor,
  ): Promise<void> {
    await ensure(tenantId, name);
    const guard = sql
      .insertInto("members")
      .values({ tenant_id: tenantId, account_id: accountId, role, joined_at: clock.now() })
      .onConflict((conflict) =>
        conflict.columns(["tenant_id", "account_id"]).doUpdateSet({ role }).where("members.role", "<>", role),
      )
      .compile();
    const data = { account_id: accountId, role };
    await db.write(tenantId, {
      guard,
      rows: [facts({ tenantId, type, subject: accountId, actor: by, data })],
    });
  }

  return {
    join: (tenantId, name, member, by) => enter("member.added", tenantId, name, member, by),
    // The tenant's id is its account's, so that doing it again after a crash makes nothing new.
    ensureOwn: (accountId, username) =>
      enter(
        "account.registered",
        accountId as TenantId,
        username,
        { accountId, role: "owner" },
        { kind: "account", id: accountId },
      ),
    async membershipsOf(accountId) {
      const rows = await db.execute(byAccount({ accountId }));
      const own = rows.filter(({ tenant_id: id }) => id === accountId);
      return [...rows.filter((row) => !own.includes(row)), ...own].map(({ tenant_id: tenantId, name, role }) => ({
        tenantId: tenantId as TenantId,
        name,
        role,
      }));
    },
    async hasOwner(tenantId) {
      const owner = sql
        .selectFrom("members")
        .select("account_id")
        .where("tenant_id", "=", tenantId)
        .where("role", "=", "owner");
      return (await owner.limit(1).execute()).length > 0;
    },
    async roleOf(tenantId, accountId) {
      const row = await sql
        .selectFrom("members")
        .select("role")
        .where("tenant_id", "=", tenantId)
        .where("account_id", "=", accountId)
        .executeTakeFirst();
      return row?.role;
    },
    async adminsOf(tenantId) {
      const rows = await sql
        .selectFrom("members")
        .select("account_id")
        .where("tenant_id", "=", tenantId)
        .where("role", "in", ["owner", "admin"])
        .execute();
      return rows.map(({ account_id: id }) => id);
    },
    async nameOf(tenantId) {
      const row = await sql.selectFrom("tenants").select("name").where("tenant_id", "=", tenantId).executeTakeFirst();
      return row?.name ?? tenantId;
    },
    async settings(tenantId) {
      const [row] = await db.execute(settingsOf({ tenantId }));
      return row ? { ...NO_SETTINGS, ...(JSON.parse(row.settings) as TenantSettings) } : NO_SETTINGS;
    },
    async changeSettings(tenantId, settings, by) {
      const guard = sql
        .updateTable("tenants")
        .set({ settings: JSON.stringify(settings) })
        .where("tenant_id", "=", tenantId)
        .compile();
      const data = { ...settings };
      await db.write(tenantId, {
        guard,
        rows: [facts({ tenantId, type: "settings.changed", subject: tenantId, actor: by, data })],
      });
    },
  };
}
