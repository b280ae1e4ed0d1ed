import type { Database } from "../db/db.ts";
import type { TenantId } from "../gate/request.ts";
import type { Clock } from "../kit/clock.ts";
import type { Accounts } from "./accounts/accounts.ts";
import type { AccountTables } from "./accounts/tables.ts";
import type { FactorTables } from "./factors/tables.ts";
import type { AccountResponders } from "./links/account-responders.ts";
import { INBOX } from "./people.ts";
import type { AccessTables } from "./tables.ts";

type Assurance = AccessTables["identities"]["assurance"];

/**
 * Each account that may answer in a tenant does so in the inbox there: an identity that follows from its role, and says whether the
 * account has a passkey. It is no fact of its own, so no event tells of it.
 */
export type InboxIdentities = {
  /** Brings the account's to its roles and passkeys, in every tenant. */
  sync(accountId: string): Promise<void>;
  /** The same for every account where something is missing, as after an upgrade or a crash. */
  syncAll(): Promise<void>;
};

export function createInboxIdentities(parts: {
  readonly db: Database;
  readonly clock: Clock;
  readonly accounts: Pick<Accounts, "usernameOf">;
  readonly responders: Pick<AccountResponders, "ensure">;
}): InboxIdentities {
  const { db, clock, accounts, responders } = parts;
  const sql = db.query<AccessTables & AccountTables & FactorTables>();
  const unscoped = db.withoutTenant<AccessTables & AccountTables & FactorTables>("inbox identities");

  /** The roles of the account by tenant, and its identities as they are. */
  const rolesOf = (accountId: string) =>
    unscoped
      .selectFrom("members")
      .select(["tenant_id", "role"])
      .where("account_id", "=", accountId)
      .where("role", "<>", "viewer")
      .execute();
  const identitiesOf = (accountId: string) =>
    unscoped
      .selectFrom("identities")
      .select(["tenant_id", "assurance"])
      .where("channel", "=", INBOX)
      .where("subject", "=", accountId)
      .execute();
  const passkeysOf = (accountId: string) => sql.selectFrom("passkeys").select("id").where("account_id", "=", accountId);

  async function make(tenantId: string, accountId: string, responder: string, assurance: Assurance): Promise<void> {
    const row = {
      tenant_id: tenantId,
      channel: INBOX,
      subject: accountId,
      responder_id: responder,
      source: "linked" as const,
      linked_at: clock.now(),
      name: null,
      assurance,
    };
    const columns = Object.keys(row) as (keyof typeof row)[];
    await sql
      .insertInto("identities")
      .columns(columns)
      .expression(({ selectFrom, val }) =>
        selectFrom("members")
          .select(columns.map((column) => val(row[column]).as(column)))
          .where("tenant_id", "=", tenantId)
          .where("account_id", "=", accountId)
          // Who lost the role meanwhile is given nothing.
          .where("role", "<>", "viewer"),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** Says what the passkeys say at that moment, whatever was read before. */
  async function strengthen(tenantId: string, accountId: string, assurance: Assurance): Promise<void> {
    await sql
      .updateTable("identities")
      .set({ assurance })
      .where("tenant_id", "=", tenantId)
      .where("channel", "=", INBOX)
      .where("subject", "=", accountId)
      .where(({ exists, not }) => (assurance ? exists(passkeysOf(accountId)) : not(exists(passkeysOf(accountId)))))
      .execute();
  }

  async function end(tenantId: string, accountId: string): Promise<void> {
    await sql
      .deleteFrom("identities")
      .where("tenant_id", "=", tenantId)
      .where("channel", "=", INBOX)
      .where("subject", "=", accountId)
      .execute();
  }

  async function sync(accountId: string): Promise<void> {
    const [roles, identities, passkeys, username] = await Promise.all([
      rolesOf(accountId),
      identitiesOf(accountId),
      passkeysOf(accountId).limit(1).execute(),
      accounts.usernameOf(accountId),
    ]);
    if (username === undefined) return;
    const assurance = passkeys.length > 0 ? "passkey" : null;
    const before = new Map(identities.map((each) => [each.tenant_id, each.assurance]));
    for (const { tenant_id: tenant, role } of roles) {
      const tenantId = tenant as TenantId;
      const known = before.get(tenant);
      before.delete(tenant);
      if (known === undefined)
        await make(tenant, accountId, await responders.ensure({ tenantId, accountId, username, role }), assurance);
      else if (known !== assurance) await strengthen(tenant, accountId, assurance);
    }
    for (const tenant of before.keys()) await end(tenant, accountId);
  }

  return {
    sync,
    async syncAll() {
      const behind = await unscoped
        .selectFrom("members")
        .leftJoin("identities", (join) =>
          join
            .onRef("identities.tenant_id", "=", "members.tenant_id")
            .onRef("identities.subject", "=", "members.account_id")
            .on("identities.channel", "=", INBOX),
        )
        .leftJoin("passkeys", "passkeys.account_id", "members.account_id")
        .select("members.account_id")
        .distinct()
        .where("members.role", "<>", "viewer")
        .where(({ or, and, eb }) =>
          or([
            eb("identities.subject", "is", null),
            and([eb("identities.assurance", "is", null), eb("passkeys.id", "is not", null)]),
            and([eb("identities.assurance", "is not", null), eb("passkeys.id", "is", null)]),
          ]),
        )
        .execute();
      for (const { account_id: accountId } of behind) await sync(accountId);
    },
  };
}
