import type { Database } from "../db/db.ts";
import type { ResponderId, TenantId } from "../gate/request.ts";
import type { Clock } from "../kit/clock.ts";
import type { Ids } from "../kit/ids.ts";
import type { Facts } from "./facts.ts";
import type { AccessTables } from "./tables.ts";

type Identity = { readonly channel: string; readonly subject: string };
type Source = AccessTables["identities"]["source"];

/** Changes who may answer. Each is one guarded write. */
export type Linking = {
  /** The owner, made once, with the terminal of this machine as his first identity. */
  ensureOwner(tenantId: TenantId): Promise<ResponderId>;
  owner(tenantId: TenantId): Promise<ResponderId | undefined>;
  identitiesOf(tenantId: TenantId, responder: ResponderId): Promise<readonly Identity[]>;
  isLinked(tenantId: TenantId, identity: Identity): Promise<boolean>;
  /** Makes the identity the owner's, if the tenant has none of that channel yet. False: it has. */
  pin(tenantId: TenantId, identity: Identity): Promise<boolean>;
  /** Takes a pin back. */
  unpin(tenantId: TenantId, identity: Identity): Promise<void>;
  /** Makes a responder of the person behind the identity. False: it was linked before. */
  confirm(tenantId: TenantId, identity: Identity): Promise<boolean>;
  /**
   * Brings the identities that a setting names to what it names now; the first is the owner's. A setting that names
   * somebody takes the place of a pin: that is how a wrong pin is undone.
   */
  sync(tenantId: TenantId, channel: string, subjects: readonly string[]): Promise<void>;
};

type Parts = { readonly db: Database; readonly ids: Ids; readonly clock: Clock; readonly facts: Facts };

export function createLinking({ db, ids, clock, facts }: Parts): Linking {
  const sql = db.query<AccessTables>();

  const owner: Linking["owner"] = async (tenantId) => {
    const row = await sql
      .selectFrom("responders")
      .select("id")
      .where("tenant_id", "=", tenantId)
      .where("is_owner", "=", 1)
      .executeTakeFirst();
    return row && (row.id as ResponderId);
  };
  const identityRow = (tenantId: TenantId, { channel, subject }: Identity, responder: ResponderId, source: Source) => ({
    tenant_id: tenantId,
    channel,
    subject,
    responder_id: responder,
    source,
    linked_at: clock.now(),
  });
  const fact = (tenantId: TenantId, { channel, subject }: Identity, responder: ResponderId, source: Source) =>
    facts({
      tenantId,
      type: "responder.linked",
      subject: responder,
      actor: source === "confirmed" ? { kind: "responder", id: responder } : { kind: "operator" },
      data: { responder_id: responder, channel, identity: subject, source },
    });
  const link = (tenantId: TenantId, identity: Identity, responder: ResponderId, source: Source) => {
    const row = identityRow(tenantId, identity, responder, source);
    const guard = sql
      .insertInto("identities")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .compile();
    return db.write(tenantId, { guard, rows: [fact(tenantId, identity, responder, source)] });
  };
  /** By the setting, which says whose the identity is, whatever was said before. */
  const nameAs = (tenantId: TenantId, identity: Identity, responder: ResponderId) => {
    const guard = sql
      .insertInto("identities")
      .values(identityRow(tenantId, identity, responder, "setting"))
      .onConflict((conflict) =>
        conflict
          .columns(["tenant_id", "channel", "subject"])
          .doUpdateSet({ responder_id: responder, source: "setting" })
          .where("identities.responder_id", "<>", responder),
      )
      .compile();
    return db.write(tenantId, { guard, rows: [fact(tenantId, identity, responder, "setting")] });
  };
  const newResponder = async (tenantId: TenantId, name: string, isOwner: boolean): Promise<ResponderId> => {
    const row = { tenant_id: tenantId, id: ids.id(), name, is_owner: isOwner ? 1 : 0, created_at: clock.now() };
    await sql
      .insertInto("responders")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const kept = await sql
      .selectFrom("responders")
      .select("id")
      .where("tenant_id", "=", tenantId)
      .where("name", "=", name)
      .executeTakeFirstOrThrow();
    return kept.id as ResponderId;
  };
  const ensureOwner = async (tenantId: TenantId) => {
    const id = (await owner(tenantId)) ?? (await newResponder(tenantId, "owner", true));
    await link(tenantId, { channel: "terminal", subject: "operator" }, id, "machine");
    return id;
  };
  const isLinked: Linking["isLinked"] = async (tenantId, { channel, subject }) => {
    const query = sql
      .selectFrom("identities")
      .select("subject")
      .where("tenant_id", "=", tenantId)
      .where("channel", "=", channel)
      .where("subject", "=", subject);
    return (await query.executeTakeFirst()) !== undefined;
  };

  /** Whether somebody was pinned whom the setting does not name: then whoever he confirmed was confirmed by the wrong one. */
  const pinnedBeside = async (tenantId: TenantId, channel: string, subjects: readonly string[]) => {
    const pinned = sql
      .selectFrom("identities")
      .select("subject")
      .where("tenant_id", "=", tenantId)
      .where("channel", "=", channel)
      .where("source", "=", "pinned")
      .where("subject", "not in", subjects);
    return (await pinned.execute()).length > 0;
  };

  return {
    ensureOwner,
    owner,
    isLinked,
    async identitiesOf(tenantId, responder) {
      return sql
        .selectFrom("identities")
        .select(["channel", "subject"])
        .where("tenant_id", "=", tenantId)
        .where("responder_id", "=", responder)
        .execute();
    },
    async pin(tenantId, identity) {
      const responder = await ensureOwner(tenantId);
      const row = identityRow(tenantId, identity, responder, "pinned");
      const guard = sql
        .insertInto("identities")
        .columns(["tenant_id", "channel", "subject", "responder_id", "source", "linked_at"])
        .expression(({ selectFrom, val, not, exists }) =>
          selectFrom("responders")
            .select([
              val(row.tenant_id).as("tenant_id"),
              val(row.channel).as("channel"),
              val(row.subject).as("subject"),
              val(row.responder_id).as("responder_id"),
              val(row.source).as("source"),
              val(row.linked_at).as("linked_at"),
            ])
            .where("tenant_id", "=", tenantId)
            .where("id", "=", responder)
            .where(
              not(
                exists(
                  selectFrom("identities")
                    .select("subject")
                    .where("tenant_id", "=", tenantId)
                    .where("channel", "=", identity.channel),
                ),
              ),
            ),
        )
        .onConflict((conflict) => conflict.doNothing())
        .compile();
      return db.write(tenantId, { guard, rows: [fact(tenantId, identity, responder, "pinned")] });
    },
    async unpin(tenantId, { channel, subject }) {
      await sql
        .deleteFrom("identities")
        .where("tenant_id", "=", tenantId)
        .where("channel", "=", channel)
        .where("subject", "=", subject)
        .where("source", "=", "pinned")
        .execute();
    },
    async confirm(tenantId, identity) {
      if (await isLinked(tenantId, identity)) return false;
      return link(tenantId, identity, await newResponder(tenantId, nameOf(identity), false), "confirmed");
    },
    async sync(tenantId, channel, subjects) {
      const replaced: Source[] = subjects.length > 0 ? ["setting", "pinned"] : ["setting"];
      if (subjects.length > 0 && (await pinnedBeside(tenantId, channel, subjects))) replaced.push("confirmed");
      const former = sql
        .deleteFrom("identities")
        .where("tenant_id", "=", tenantId)
        .where("channel", "=", channel)
        .where("source", "in", replaced);
      await (subjects.length > 0 ? former.where("subject", "not in", subjects) : former).execute();
      const ownerId = await ensureOwner(tenantId);
      for (const [at, subject] of subjects.entries()) {
        const identity = { channel, subject };
        const responder = at === 0 ? ownerId : await newResponder(tenantId, nameOf(identity), false);
        await nameAs(tenantId, identity, responder);
      }
    },
  };
}

function nameOf({ channel, subject }: Identity): string {
  return `${channel}:${subject}`;
}
