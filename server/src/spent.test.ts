/** What can do nothing any more does not grow for ever: each table that would is swept by the running program. */
import { expect, test } from "vitest";
import { describeEachDatabase } from "../../test/databases.ts";
import type { Database } from "./db/db.ts";
import { systemClock } from "./kit/clock.ts";
import { openLoopgate } from "./loopgate.fixture.ts";
import { MIGRATIONS } from "./migrations.ts";

const DAY = 86_400_000;
/** The longest that a request is open, and that its end is told. */
const LONGEST_REQUEST = 34 * DAY;
type Row = Readonly<Record<string, string | number | null>>;
type Tables = Readonly<Record<string, Row>>;

/** A row for each table that is swept, by its name: it has ended at `end`. */
const ROWS: Readonly<Record<string, (id: string, end: number) => Row>> = {
  sign_ins: (id, end) => {
    const row = { id, token: id, user_id: "u", created_at: "", updated_at: "" };
    return { ...row, expires_at: new Date(end).toISOString() };
  },
  one_time_codes: (id, end) => code(id, end, { purpose: "own the tenant" }),
  links: (id, end) => code(id, end, { id, account_id: "a", kind: "person" }),
  invitations: (id, end) => code(id, end, { id, role: "viewer", invited_by: "a" }),
  oauth_connections: (id, end) => {
    const client = { oauth_client: "c", client_name: "c", client_id: "c", verified: 0, redirect_uri: "r" };
    const row = { tenant_id: "t", id, account_id: "a", challenge: "c", resource: "r", scopes: "[]", created_at: end };
    return { ...row, ...client };
  },
  oauth_tokens: (id, end) => {
    const row = { tenant_id: "t", token_hash: id, connection_id: id, kind: "code", scopes: "[]" };
    return { ...row, created_at: end, expires_at: end };
  },
  callbacks: (id, end) => {
    const row = { tenant_id: "t", id, client_id: "c", request_id: id, scope: id, url: "u", sealed_secret: "s" };
    return { ...row, created_at: end - LONGEST_REQUEST };
  },
};

function code(hash: string, end: number, more: Row): Row {
  return { tenant_id: "t", code_hash: hash, created_at: end, expires_at: end, ...more };
}

async function put(db: Database, days: readonly number[]): Promise<void> {
  for (const [table, row] of Object.entries(ROWS))
    for (const ago of days)
      await db
        .query<Tables>()
        .insertInto(table)
        .values(row(`ended-${ago}`, systemClock.now() - ago * DAY))
        .execute();
}

/** How many days ago what is left in a table ended. */
async function left(db: Database, table: string): Promise<readonly number[]> {
  const rows = await db.withoutTenant<Tables>("retention").selectFrom(table).selectAll().execute();
  const ids = rows.map((row) => String(row["id"] ?? row["code_hash"] ?? row["token_hash"]));
  return ids
    .flatMap((id) => /^ended-(-?\d+)$/.exec(id)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);
}

describeEachDatabase("what has ended", MIGRATIONS, (databases) => {
  test.each([
    ["is forgotten thirty days later", undefined, [-1, 1, 29]],
    ["is forgotten earlier, where requests are", 7 * DAY, [-1, 1]],
    ["is kept no longer, where requests are", 365 * DAY, [-1, 1, 29]],
  ])("%s", async (_, retentionMs, stay) => {
    const database = await databases.open();
    await put(database, [-1, 1, 29, 31, 400]);
    await openLoopgate({ config: { retentionMs }, world: { database } });
    for (const table of Object.keys(ROWS))
      await expect.poll(() => left(database, table), { timeout: 10_000, message: table }).toEqual(stay);
  });

  test("goes in batches, to the last row", async () => {
    const database = await databases.open();
    const rows = Array.from({ length: 450 }, (_, at) => ROWS["links"]?.(`link-${at}`, 0) ?? {});
    await database.query<Tables>().insertInto("links").values(rows).execute();
    await openLoopgate({ world: { database } });
    const links = () => database.withoutTenant<Tables>("retention").selectFrom("links").select("id").execute();
    await expect.poll(links).toEqual([]);
  });

  test("keeps whether an owner's code was ever made, addresses for every request, and the connection of a good token", async () => {
    const database = await databases.open();
    const long = systemClock.now() - 400 * DAY;
    const sql = database.query<Tables>();
    await sql
      .insertInto("one_time_codes")
      .values(ROWS["one_time_codes"]?.("ended-400", long) ?? {})
      .execute();
    const address = { ...ROWS["callbacks"]?.("ended-400", long), request_id: null, scope: "*" };
    await sql.insertInto("callbacks").values(address).execute();
    await sql
      .insertInto("oauth_connections")
      .values(ROWS["oauth_connections"]?.("ended-400", long) ?? {})
      .execute();
    const token = { ...ROWS["oauth_tokens"]?.("ended--1", systemClock.now() + DAY), connection_id: "ended-400" };
    await sql.insertInto("oauth_tokens").values(token).execute();
    await sql
      .insertInto("links")
      .values(ROWS["links"]?.("ended-400", long) ?? {})
      .execute();
    await openLoopgate({ world: { database } });
    await expect.poll(() => left(database, "links")).toEqual([]);
    await openLoopgate({ world: { database } });
    for (const table of ["one_time_codes", "callbacks", "oauth_connections"])
      expect([table, await left(database, table)]).toEqual([table, [400]]);
  });
});
