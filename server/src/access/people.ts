import { visible, type Assurance } from "@loopgate/contract";
import type { Database } from "../db/db.ts";
import { prepared } from "../db/prepared.ts";
import type { People } from "../gate/ports.ts";
import type { Address, ResponderId, TenantId } from "../gate/request.ts";
import type { AccessTables } from "./tables.ts";

/** The most that an identity of each channel can prove. */
const ASSURANCE: Readonly<Record<string, Assurance>> = { terminal: "same_user", telegram: "chat", inbox: "session" };
const STRONGEST_FIRST: readonly Assurance[] = ["passkey", "session", "chat", "same_user"];
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
        .selectFrom("identities")
        .innerJoin("responders", (join) => join.onRef("responders.id", "=", "identities.responder_id"))
        .select(["responders.id as id", "responders.name as name"])
        .where("identities.tenant_id", "=", place("tenantId"))
        .where("responders.tenant_id", "=", place("tenantId"))
        .where("identities.channel", "=", place("channel"))
        .where("identities.subject", "=", place("subject")),
  );

  /** A row for each identity, so one statement for people, channels and time: every creation asks. */
  const everybody = prepared<{ tenantId: string }, { id: string; name: string; channel: string; at: number }>((place) =>
    sql
      .selectFrom("identities")
      .innerJoin("responders", (join) => join.onRef("responders.id", "=", "identities.responder_id"))
      .select(["responders.id as id", "responders.name as name", "identities.channel as channel"])
      .select(db.time.now.as("at"))
      .where("identities.tenant_id", "=", place("tenantId"))
      .where("responders.tenant_id", "=", place("tenantId"))
      .orderBy("responders.created_at")
      .orderBy("responders.id"),
  );

  const linked = (tenantId: TenantId) => sql.selectFrom("identities").where("tenant_id", "=", tenantId);

  return {
    async find(tenantId, { identity: { channel, subject, name } }) {
      const [row] = await db.execute(byIdentity({ tenantId, channel, subject }));
      return row && { id: row.id as ResponderId, name: shownName(name) || row.name };
    },
    async roster(tenantId) {
      const rows = await db.execute(everybody({ tenantId }));
      const has = new Set(rows.filter(({ channel }) => reaches(channel)).map(({ channel }) => ASSURANCE[channel]));
      return {
        responders: [...new Map(rows.map(({ id, name }) => [id, { id: id as ResponderId, name }])).values()],
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
