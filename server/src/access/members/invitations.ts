import { LoopgateError, type CreateInvitation, type InvitationCreated, type InvitationList } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import type { TenantId } from "../../gate/request.ts";
import type { Actor } from "../../gate/transition.ts";
import { timeText } from "../../gate/view.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import { tokenHash } from "../../kit/secrets.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { AccountTables } from "../accounts/tables.ts";
import type { Facts } from "../facts.ts";

type Invitation = {
  readonly tenant_id: string;
  readonly id: string;
  readonly code_hash: string;
  readonly role: "admin" | "responder" | "viewer";
  readonly invited_by: string;
  readonly created_at: Millis;
  readonly expires_at: Millis;
  readonly used_at: Millis | null;
  readonly used_by: string | null;
  readonly revoked_at: Millis | null;
};
type Tables = AccountTables & { readonly invitations: Invitation };

/** The only way into a tenant that is another's: a link that works once. */
export type Invitations = {
  create(
    tenantId: TenantId,
    accountId: string,
    input: Pick<CreateInvitation, "role" | "hours">,
  ): Promise<InvitationCreated>;
  list(tenantId: TenantId): Promise<InvitationList>;
  /** Throws `not_found`. */
  revoke(tenantId: TenantId, id: string, by: Actor): Promise<void>;
  /** Of a code that can still be used. */
  byCode(code: string): Promise<Pick<Invitation, "tenant_id" | "id" | "role" | "invited_by"> | undefined>;
  /** Uses it up: in one write with the membership. False: somebody else did, it was revoked, or who invited may no longer. */
  accept(invitation: Open, accountId: string): Promise<boolean>;
  /**
   * Uses it up for an account that `make` makes first; nobody else can meanwhile, so that no invitation makes two. It can be used again
   * where `make` throws; a crash costs it. Undefined as `accept`'s false, and then no account is made.
   */
  acceptAs(invitation: Open, make: () => Promise<string>): Promise<string | undefined>;
};
type Open = Pick<Invitation, "tenant_id" | "id" | "role">;

const HOUR_MS: Millis = 3_600_000;
const USUAL_HOURS = 72;
const MOST_LISTED = 200;

export function createInvitations(parts: {
  readonly db: Database;
  readonly ids: Pick<Ids, "id" | "token">;
  readonly clock: Clock;
  readonly facts: Facts;
  readonly accounts: Pick<Accounts, "usernameOf">;
  readonly url: () => URL;
}): Invitations {
  const { db, ids, clock, facts, accounts, url } = parts;
  const sql = db.query<Tables>();

  const told = async ({ id, role, invited_by: by, created_at: from, expires_at: until }: Invitation) => ({
    id,
    role,
    invited_by: (await accounts.usernameOf(by)) ?? null,
    created_at: timeText(from),
    expires_at: timeText(until),
  });

  const unused = (tenantId: string, id: string) =>
    sql
      .updateTable("invitations")
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .where("used_at", "is", null)
      .where("revoked_at", "is", null);

  /** Unused, in time, and of one who may still invite. */
  const usable = ({ tenant_id: tenantId, id }: Open) =>
    unused(tenantId, id)
      .where("expires_at", ">", db.time.now)
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom("members")
            .select("account_id")
            .where("members.tenant_id", "=", tenantId)
            .whereRef("members.account_id", "=", "invitations.invited_by")
            .where("members.role", "in", ["owner", "admin"]),
        ),
      );

  async function enter(using: ReturnType<typeof unused>, { tenant_id: tenantId, id, role }: Open, accountId: string) {
    const now = clock.now();
    const guard = using.set({ used_at: now, used_by: accountId }).compile();
    const member = { tenant_id: tenantId, account_id: accountId, role, joined_at: now };
    const actor = { kind: "account", id: accountId } as const;
    const data = { account_id: accountId, role, invitation_id: id };
    return db.write(tenantId, {
      guard,
      rows: [
        { into: "members", values: [member], conflict: "do nothing" },
        facts({ tenantId, type: "member.added", subject: accountId, actor, data }),
      ],
    });
  }

  return {
    async create(tenantId, accountId, { role, hours = USUAL_HOURS }) {
      const code = ids.token();
      const now = clock.now();
      const row: Invitation = {
        tenant_id: tenantId,
        id: ids.id(),
        code_hash: tokenHash(code),
        role,
        invited_by: accountId,
        created_at: now,
        expires_at: now + hours * HOUR_MS,
        used_at: null,
        used_by: null,
        revoked_at: null,
      };
      const data = { invitation_id: row.id, role };
      const actor = { kind: "account", id: accountId } as const;
      await db.write(tenantId, {
        guard: sql.insertInto("invitations").values(row).compile(),
        rows: [facts({ tenantId, type: "invitation.created", subject: row.id, actor, data })],
      });
      // In the fragment, which browsers send to nobody.
      return { ...(await told(row)), link: new URL(`/join#${code}`, url()).href };
    },
    async list(tenantId) {
      const rows = await sql
        .selectFrom("invitations")
        .selectAll()
        .select(db.time.now.as("now"))
        .where("tenant_id", "=", tenantId)
        .orderBy("id", "desc")
        .limit(MOST_LISTED)
        .execute();
      const listed = async (row: (typeof rows)[number]): Promise<InvitationList["invitations"][number]> =>
        Object.assign(await told(row), { status: statusOf(row), used_by: row.used_by });
      return { invitations: await Promise.all(rows.map(listed)) };
    },
    async revoke(tenantId, id, by) {
      const guard = unused(tenantId, id).set({ revoked_at: clock.now() }).compile();
      const data = { invitation_id: id };
      const rows = [facts({ tenantId, type: "invitation.revoked", subject: id, actor: by, data })];
      if (await db.write(tenantId, { guard, rows })) return;
      throw new LoopgateError("not_found", "There is no invitation with this id that could still be used.");
    },
    byCode: (code) =>
      db
        .withoutTenant<Tables>("code hash")
        .selectFrom("invitations")
        .select(["tenant_id", "id", "role", "invited_by"])
        .where("code_hash", "=", tokenHash(code))
        .where("used_at", "is", null)
        .where("revoked_at", "is", null)
        .where("expires_at", ">", db.time.now)
        .executeTakeFirst(),
    accept: (invitation, accountId) => enter(usable(invitation), invitation, accountId),
    async acceptAs(invitation, make) {
      const taken = await usable(invitation).set({ used_at: clock.now() }).executeTakeFirst();
      if (taken.numUpdatedRows === 0n) return undefined;
      const mine = sql
        .updateTable("invitations")
        .where("tenant_id", "=", invitation.tenant_id)
        .where("id", "=", invitation.id)
        .where("used_at", "is not", null)
        .where("used_by", "is", null);
      const accountId = await make().catch(async (error: unknown) => {
        await mine.set({ used_at: null }).execute();
        throw error;
      });
      return (await enter(mine, invitation, accountId)) ? accountId : undefined;
    },
  };
}

function statusOf({
  used_at: used,
  revoked_at: revoked,
  expires_at: until,
  now,
}: Invitation & { readonly now: Millis }): InvitationList["invitations"][number]["status"] {
  if (used !== null) return "used";
  if (revoked !== null) return "revoked";
  return until <= now ? "expired" : "open";
}
