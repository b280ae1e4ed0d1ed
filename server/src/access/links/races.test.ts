import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { testDatabases } from "../../../../test/databases.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { PASSWORD } from "../accounts.fixture.ts";
import { begin, openServed, phone, seen } from "../linked.fixture.ts";
import { invited } from "../members/invited.fixture.ts";

describe("on PostgreSQL", () => {
  const databases = testDatabases("PostgreSQL", MIGRATIONS);

  test("a link that is being made while its maker becomes a viewer does not outlive his role", async () => {
    const place = await databases.place();
    const gate = await openServed({ database: await databases.open(place) });
    const owner = await gate.person("ann");
    const ben = await invited(gate, owner, "ben", "responder");
    const { id, say } = await begin(ben);
    gate.fake.human.start(phone.ben, say);
    const asked = await seen(gate, phone.ben, "asks to link");
    await gate.answersOf(phone.ben, phone.ben, asked, "Yes, I am ben");

    // Another write of the same identity, under way: the link waits for it, with the roles as it has read them.
    const other = new Client(place.uri);
    await other.connect();
    await other.query("begin");
    const values = [owner.id, "telegram", String(phone.ben.id), "nobody", "linked", 1];
    await other.query(
      "insert into identities (tenant_id, channel, subject, responder_id, source, linked_at) values ($1, $2, $3, $4, $5, $6)",
      values,
    );
    const waiting = async () => {
      const text =
        "select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      return ((await other.query(text)).rows as { count: number }[])[0]?.count ?? 0;
    };
    const confirmed = ben.post(`/api/user/telegram/links/${id}/confirm`, {});
    await expect.poll(waiting).toBe(1);
    let done = false;
    const changed = owner
      .post(`/api/tenant/members/${ben.id}`, { role: "viewer", password: PASSWORD })
      .finally(() => (done = true));
    await expect.poll(async () => done || (await waiting()) === 2, { timeout: 10_000 }).toBe(true);
    await other.query("rollback");
    await other.end();
    await confirmed;
    expect((await changed).status).toBe(200);
    expect((await gate.call("GET", "/api/user/telegram", { headers: ben.browser })).body["identities"]).toEqual([]);
  });
});
