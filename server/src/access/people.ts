import { visible, type Assurance } from "@loopgate/contract";
import { sql as fragment } from "kysely";
import type { Database } from "../db/db.ts";
import { prepared } from "../db/prepared.ts";
import type { Notice, People } from "../gate/ports.ts";
import type { Address, ResponderId, TenantId } from "../gate/request.ts";
import type { PushSubscriptionsTable } from "./browsers/tables.ts";
import type { AccessTables } from "./tables.ts";

/** An identity of a responder, or a browser of an account. */
type PlaceRow = {
  readonly of: string;
  readonly channel: string;
  readonly place: string;
  readonly assurance: "passkey" | null;
};

/** The channel of those who answer on the page. */
export const INBOX = "inbox";
/**
 * The most that an identity of each channel can prove. The inbox alone takes nothing from the terminal: everybody with an account has
 * it (docs/decisions/0016-inbox-identities.md). With a passkey it says so itself.
 */
const ASSURANCE: Readonly<Record<string, Assurance>> = { terminal: "same_user", telegram: "chat" };
const STRONGEST_FIRST: readonly Assurance[] = ["passkey", "chat", "same_user"];
/** Where a browser is woken: it proves nothing, since nobody answers there. */
const PUSH = "push";
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
  const sql = db.query<AccessTables & PushSubscriptionsTable>();
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
  /** With the browsers that accounts subscribed with, so that a creation asks no more where there are none. */
  const everyPlace = prepared<{ tenantId: string }, PlaceRow>((place) =>
    sql
      .selectFrom("identities")
      .select(["responder_id as of", "channel", "subject as place", "assurance"])
      .where("tenant_id", "=", place("tenantId"))
      .unionAll(
        sql
          .selectFrom("push_subscriptions")
          .select([
            "account_id as of",
            fragment.lit(PUSH).as("channel"),
            "id as place",
            fragment.lit(null).as("assurance"),
          ])
          .where("tenant_id", "=", place("tenantId")),
      ),
  );

  const linked = (tenantId: TenantId) => sql.selectFrom("identities").where("tenant_id", "=", tenantId);

  return {
    async find(tenantId, { identity: { channel, subject, name } }) {
      const [row] = await db.execute(byIdentity({ tenantId, channel, subject }));
      return row && { id: row.id as ResponderId, name: shownName(name) || row.name };
    },
    async roster(tenantId) {
      const [rows, places] = await Promise.all([
        db.execute(everybody({ tenantId })),
        db.execute(everyPlace({ tenantId })),
      ]);
      const identities = places.filter(({ channel }) => channel !== PUSH);
      const linkedIds = new Set(identities.map(({ of }) => of));
      const reached = identities.filter(({ channel }) => channel === INBOX || reaches(channel));
      const has = new Set(reached.map(({ channel, assurance }) => assurance ?? ASSURANCE[channel]));
      return {
        responders: rows.filter(({ id }) => linkedIds.has(id)).map(({ id, name }) => ({ id: id as ResponderId, name })),
        strongest: STRONGEST_FIRST.find((assurance) => has.has(assurance)) ?? "same_user",
        ...(places.length > identities.length && reaches(PUSH) && { notices: noticesOf(places) }),
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

/** The browsers of those who answer on the page: an identity there is an account. */
function noticesOf(places: readonly PlaceRow[]): readonly Notice[] {
  const accounts = places.filter(({ channel }) => channel === INBOX);
  const responders = new Map(accounts.map(({ place: account, of }) => [account, of as ResponderId]));
  return places.flatMap(({ of, channel, place }) => {
    const id = channel === PUSH ? responders.get(of) : undefined;
    return id === undefined ? [] : [{ id, address: { channel, place } }];
  });
}

/** A name that its own bearer chose: one short line, nothing hidden in it. */
function shownName(name: string): string {
  return visible(name).text.replaceAll("\n", " ").trim().slice(0, 64);
}
