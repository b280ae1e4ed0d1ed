import { LoopgateError, type LinkedIdentities, type ResponderList, type Role } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import { isUniqueViolation } from "../../db/unique-violation.ts";
import type { Address, ResponderId, TenantId } from "../../gate/request.ts";
import type { Actor } from "../../gate/transition.ts";
import { timeText } from "../../gate/view.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import type { Facts } from "../facts.ts";
import { INBOX } from "../people.ts";
import type { AccessTables } from "../tables.ts";

type Member = {
  readonly tenantId: TenantId;
  readonly accountId: string;
  readonly username: string;
  readonly role: Role;
};

/** Accounts as people who may answer. */
export type AccountResponders = {
  /** The responder that this member is, made where there is none; who owns the tenant is its owner. */
  ensure(member: Member): Promise<ResponderId>;
  identitiesOf(tenantId: TenantId, accountId: string): Promise<LinkedIdentities["identities"]>;
  /** Throws `not_found`. From the moment it answers that Telegram account answers nothing in the tenant. */
  unlink(tenantId: TenantId, accountId: string, subject: string): Promise<void>;
  /** Ends every identity of the account in the tenant. */
  endAll(tenantId: TenantId, accountId: string, by: Actor): Promise<void>;
  /** Ends that the tenant's owner among the responders is this account, and its identities with it. */
  disown(tenantId: TenantId, accountId: string, by: Actor): Promise<void>;
  list(tenantId: TenantId): Promise<ResponderList>;
  /** The account behind a linked Telegram account. */
  accountOf(tenantId: TenantId, subject: string): Promise<string | undefined>;
};

const CHANNEL = "telegram";

export function createAccountResponders(parts: {
  readonly db: Database;
  readonly ids: Pick<Ids, "id">;
  readonly clock: Clock;
  readonly facts: Facts;
  /** Has the cards at an address drawn anew: who may answer there has changed. */
  readonly showAgain: (tenantId: TenantId, address: Address) => Promise<void>;
}): AccountResponders {
  const { db, ids, clock, facts, showAgain } = parts;
  const sql = db.query<AccessTables>();

  async function known({ tenantId, accountId }: Member): Promise<ResponderId | undefined> {
    const row = await sql
      .selectFrom("responders")
      .select("id")
      .where("tenant_id", "=", tenantId)
      .where("account_id", "=", accountId)
      .executeTakeFirst();
    return row && (row.id as ResponderId);
  }

  /** The owner whom the machine made at its start is the account that owns the tenant. */
  async function adoptOwner({ tenantId, accountId }: Member): Promise<void> {
    await sql
      .updateTable("responders")
      .set({ account_id: accountId })
      .where("tenant_id", "=", tenantId)
      .where("is_owner", "=", 1)
      .where("account_id", "is", null)
      .execute();
  }

  async function make({ tenantId, accountId, username, role }: Member, turn: number): Promise<void> {
    const owners = sql
      .selectFrom("responders")
      .select("id")
      .where("tenant_id", "=", tenantId)
      .where("is_owner", "=", 1);
    const isFirstOwner = role === "owner" && (await owners.executeTakeFirst()) === undefined;
    await sql
      .insertInto("responders")
      .values({
        tenant_id: tenantId,
        id: ids.id(),
        name: turn === 0 ? username : `${username}-${turn + 1}`,
        is_owner: isFirstOwner ? 1 : 0,
        created_at: clock.now(),
        account_id: accountId,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  const linkedTo = (tenantId: TenantId, accountId: string) =>
    sql
      .selectFrom("identities")
      .innerJoin("responders", (join) =>
        join
          .onRef("responders.tenant_id", "=", "identities.tenant_id")
          .onRef("responders.id", "=", "identities.responder_id"),
      )
      .select(["identities.channel", "identities.subject", "identities.name", "identities.linked_at"])
      .where("identities.tenant_id", "=", tenantId)
      .where("responders.account_id", "=", accountId)
      .where("identities.channel", "=", CHANNEL)
      .orderBy("identities.linked_at");

  /** False: that account has no such identity. */
  async function end(tenantId: TenantId, accountId: string, subject: string, by: Actor): Promise<boolean> {
    const guard = sql
      .deleteFrom("identities")
      .where("tenant_id", "=", tenantId)
      .where("channel", "=", CHANNEL)
      .where("subject", "=", subject)
      .where("responder_id", "in", ({ selectFrom }) =>
        selectFrom("responders").select("id").where("tenant_id", "=", tenantId).where("account_id", "=", accountId),
      )
      .compile();
    const data = { account_id: accountId, channel: CHANNEL, identity: subject };
    const rows = [facts({ tenantId, type: "responder.unlinked", subject: accountId, actor: by, data })];
    if (!(await db.write(tenantId, { guard, rows }))) return false;
    await showAgain(tenantId, { channel: CHANNEL, place: subject });
    return true;
  }

  /** It follows from the role, so its end is no fact of its own. */
  async function endInbox(tenantId: TenantId, accountId: string): Promise<void> {
    await sql
      .deleteFrom("identities")
      .where("tenant_id", "=", tenantId)
      .where("channel", "=", INBOX)
      .where("subject", "=", accountId)
      .execute();
  }

  const endAll: AccountResponders["endAll"] = async (tenantId, accountId, by) => {
    await endInbox(tenantId, accountId);
    for (const { subject } of await linkedTo(tenantId, accountId).execute())
      await end(tenantId, accountId, subject, by);
  };

  return {
    async ensure(member) {
      const MOST_NAMESAKES = 20;
      for (let turn = 0; turn < MOST_NAMESAKES; turn++) {
        const before = await known(member);
        if (before) return before;
        if (turn === 0 && member.role === "owner") {
          // Two accounts that own the tenant: the unique index lets one be its first owner.
          await adoptOwner(member).catch((error: unknown) => {
            if (!isUniqueViolation(error)) throw error;
          });
          const adopted = await known(member);
          if (adopted) return adopted;
        }
        await make(member, turn);
      }
      throw new Error("no name is free for a responder");
    },
    async identitiesOf(tenantId, accountId) {
      const rows = await linkedTo(tenantId, accountId).execute();
      return rows.map(({ subject, name, linked_at: at }) => ({ telegram_id: subject, name, linked_at: timeText(at) }));
    },
    async unlink(tenantId, accountId, subject) {
      if (await end(tenantId, accountId, subject, { kind: "account", id: accountId })) return;
      throw new LoopgateError("not_found", "This Telegram account is not linked to yours.");
    },
    endAll,
    async disown(tenantId, accountId, by) {
      await endAll(tenantId, accountId, by);
      await sql
        .updateTable("responders")
        .set({ account_id: null })
        .where("tenant_id", "=", tenantId)
        .where("account_id", "=", accountId)
        .where("is_owner", "=", 1)
        .execute();
    },
    async list(tenantId) {
      const [responders, identities] = await Promise.all([
        sql
          .selectFrom("responders")
          .select(["id", "name", "account_id"])
          .where("tenant_id", "=", tenantId)
          .orderBy("created_at")
          .orderBy("id")
          .execute(),
        sql
          .selectFrom("identities")
          .select(["responder_id", "channel", "name", "linked_at"])
          .where("tenant_id", "=", tenantId)
          .orderBy("linked_at")
          .orderBy("channel")
          .execute(),
      ]);
      const of = Map.groupBy(identities, ({ responder_id: id }) => id);
      return {
        responders: responders.flatMap(({ id, name, account_id: account }) => {
          const linked = (of.get(id) ?? []).map((each) => ({
            channel: each.channel,
            name: each.name,
            linked_at: timeText(each.linked_at),
          }));
          return linked.length === 0 ? [] : [{ name, user_id: account, identities: linked }];
        }),
      };
    },
    async accountOf(tenantId, subject) {
      const row = await sql
        .selectFrom("responders")
        .select("account_id")
        .where("tenant_id", "=", tenantId)
        .where("id", "=", ({ selectFrom }) =>
          selectFrom("identities")
            .select("responder_id")
            .where("tenant_id", "=", tenantId)
            .where("channel", "=", CHANNEL)
            .where("subject", "=", subject),
        )
        .executeTakeFirst();
      return row?.account_id ?? undefined;
    },
  };
}
