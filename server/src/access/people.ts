import { visible, type Assurance } from "@loopgate/contract";
import type { Database } from "../db/db.ts";
import { prepared } from "../db/prepared.ts";
import type { People } from "../gate/ports.ts";
import type { Address, ResponderId, TenantId } from "../gate/request.ts";
import type { AccessTables } from "./tables.ts";

type IdentityRow = { readonly id: string; readonly channel: string; readonly assurance: "passkey" | null };

/** The channel of those who answer on the page. */
export const INBOX = "inbox";
/**
 * The most that an identity of each channel can prove. The inbox alone takes nothing from the terminal: everybody with an account has
 * it (docs/decisions/0016-inbox-identities.md). With a passkey it says so itself.
 */
const ASSURANCE: Readonly<Record<string, Assurance>> = { terminal: "same_user", telegram: "chat" };
const STRONGEST_FIRST: readonly Assurance[] = ["passkey", "chat", "same_user"];
/** A private chat's place is its person's number; a group's is negative, a topic's has a slash. */
const PRIVATE_PLACE = /^[1-9]\d*$/;

/** The place of a person alone, who can be asked there and nobody else. */
export function isPrivate({ place }: Address): boolean {
  return PRIVATE_PLACE.test(place);
}

/** Who is linked, and how. A channel that is not set up reaches nobody, so what is linked there proves nothing now. */
export function createPeople({
  db,
  reaches = () => true,
}: {
  readonly db: Database;
  readonly reaches?: (channel: string) => boolean;
}): People {
  const sql = db.query<AccessTables>();
  const byIdentity = prepared<{ tenantId: string; channel: string; subject: string }, { id: string; name: string }>(
    (place) =>
      sql
        .selectFrom("responders")
        .select(["id", "name"])
        .where("tenant_id", "=", place("tenantId"))
        .where("id", "=", ({ selectFrom }) =>
          selectFrom("identities")
            .select("responder_id")
            .where("tenant_id", "=", place("tenantId"))
            .where("channel", "=", place("channel"))
            .where("subject", "=", place("subject")),
        ),
  );

  /** Every creation asks. Two look-ups side by side: SQLite takes three times as long for their join. */
  const everybody = prepared<{ tenantId: string }, { id: string; name: string; at: number }>((place) =>
    sql
      .selectFrom("responders")
      .select(["id", "name", db.time.now.as("at")])
      .where("tenant_id", "=", place("tenantId"))
      .orderBy("created_at")
      .orderBy("id"),
  );
  const everyIdentity = prepared<{ tenantId: string }, IdentityRow>((place) =>
    sql
      .selectFrom("identities")
      .select(["responder_id as id", "channel", "assurance"])
      .where("tenant_id", "=", place("tenantId")),
  );

  const linked = (tenantId: TenantId) => sql.selectFrom("identities").where("tenant_id", "=", tenantId);

  return {
    async find(tenantId, { identity: { channel, subject, name } }) {
      const [row] = await db.execute(byIdentity({ tenantId, channel, subject }));
      return row && { id: row.id as ResponderId, name: shownName(name) || row.name };
    },
    async roster(tenantId) {
      const [rows, identities] = await Promise.all([
        db.execute(everybody({ tenantId })),
        db.execute(everyIdentity({ tenantId })),
      ]);
      const linkedIds = new Set(identities.map(({ id }) => id));
      const reached = identities.filter(({ channel }) => channel === INBOX || reaches(channel));
      const has = new Set(reached.map(({ channel, assurance }) => assurance ?? ASSURANCE[channel]));
      return {
        responders: rows.filter(({ id }) => linkedIds.has(id)).map(({ id, name }) => ({ id: id as ResponderId, name })),
        strongest: STRONGEST_FIRST.find((assurance) => has.has(assurance)) ?? "same_user",
        ...(rows[0] && { at: rows[0].at }),
      };
    },
    async answerable(tenantId, address) {
      const onChannel = linked(tenantId).select("subject").where("channel", "=", address.channel);
      const there = isPrivate(address) ? onChannel.where("subject", "=", address.place) : onChannel;
      return (await there.limit(1).execute()).length > 0;
    },
  };
}

/** A name that its own bearer chose: one short line, nothing hidden in it. */
function shownName(name: string): string {
  return visible(name).text.replaceAll("\n", " ").trim().slice(0, 64);
}
