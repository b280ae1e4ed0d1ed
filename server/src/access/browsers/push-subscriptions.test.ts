import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import type { TenantId } from "../../gate/request.ts";
import { systemIds } from "../../kit/ids.ts";
import { createSecrets } from "../../kit/secrets.ts";
import { virtualClock } from "../../kit/virtual-clock.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { createPeople } from "../people.ts";
import type { AccessTables } from "../tables.ts";
import { createPushSubscriptions } from "./push-subscriptions.ts";
import type { PushSubscriptionsTable } from "./tables.ts";

const [ours, theirs] = ["ours" as TenantId, "theirs" as TenantId];
const DAY = 86_400_000;
const given = (name: string) => ({
  endpoint: `https://fcm.googleapis.com/${name}`,
  keys: { p256dh: "p", auth: "a" },
  serverKey: "k",
});

describeEachDatabase("push subscriptions", MIGRATIONS, (databases) => {
  async function opened() {
    const clock = virtualClock();
    const db = await databases.open({ clock, time: "clock" });
    const ids = systemIds(clock);
    const secrets = createSecrets({ master: "m".repeat(32), bytes: ids.bytes });
    const subscriptions = createPushSubscriptions({ db, ids, clock, secrets });
    const idsOf = async (tenantId: TenantId) =>
      (
        await db
          .query<PushSubscriptionsTable>()
          .selectFrom("push_subscriptions")
          .select("id")
          .where("tenant_id", "=", tenantId)
          .orderBy("created_at")
          .orderBy("id")
          .execute()
      ).map(({ id }) => id);
    return { clock, db, subscriptions, idsOf };
  }

  test("are found by their id in their own tenant, as the browser gave them", async () => {
    const { subscriptions, idsOf } = await opened();
    await subscriptions.add(ours, "ann", given("a"));
    await subscriptions.add(theirs, "ann", given("a"));
    const [id = ""] = await idsOf(ours);
    expect(await subscriptions.find(ours, id)).toEqual(given("a"));
    expect(await subscriptions.find(theirs, id)).toBeUndefined();
    await subscriptions.endAll(ours, "ann");
    expect([await idsOf(ours), (await idsOf(theirs)).length]).toEqual([[], 1]);
  });

  test("keep their id when the browser subscribes again, and get another with another account", async () => {
    const { subscriptions, idsOf } = await opened();
    await subscriptions.add(ours, "ann", given("a"));
    const [first] = await idsOf(ours);
    await subscriptions.add(ours, "ann", given("a"));
    expect(await idsOf(ours)).toEqual([first]);
    await subscriptions.add(ours, "ben", given("a"));
    const [second, ...more] = await idsOf(ours);
    expect(more).toEqual([]);
    expect(second).not.toBe(first);
  });

  test("are forgotten after a week in which nothing reached them, and not before", async () => {
    const { clock, subscriptions, idsOf } = await opened();
    await subscriptions.add(ours, "ann", given("a"));
    const [id = ""] = await idsOf(ours);
    await subscriptions.missed(ours, id);
    await clock.advance(6 * DAY);
    await subscriptions.reached(ours, id);
    await subscriptions.missed(ours, id);
    await clock.advance(7 * DAY);
    await subscriptions.missed(ours, id);
    expect(await idsOf(ours)).toEqual([id]);
    await clock.advance(1);
    await subscriptions.missed(ours, id);
    expect(await idsOf(ours)).toEqual([]);
  });

  test("are told with the roster: of who is linked, in this tenant, where browsers are reached at all", async () => {
    const { db, subscriptions, idsOf } = await opened();
    const sql = db.query<AccessTables>();
    const row = { tenant_id: ours, name: "ann", is_owner: 0, created_at: 1 };
    await sql
      .insertInto("responders")
      .values({ ...row, id: "p1", account_id: "ann" })
      .execute();
    await sql
      .insertInto("responders")
      .values({ ...row, id: "p2", name: "ben", account_id: "ben" })
      .execute();
    await sql
      .insertInto("identities")
      .values({
        tenant_id: ours,
        channel: "inbox",
        subject: "ann",
        responder_id: "p1",
        source: "linked",
        linked_at: 1,
      })
      .execute();
    const people = createPeople({ db });
    expect(await people.roster(ours)).not.toHaveProperty("notices");
    await subscriptions.add(ours, "ann", given("a"));
    await subscriptions.add(ours, "nobody's", given("b"));
    await subscriptions.add(theirs, "ann", given("c"));
    const [place] = await idsOf(ours);
    expect(await people.roster(ours)).toMatchObject({
      responders: [{ id: "p1", name: "ann" }],
      strongest: "same_user",
      notices: [{ id: "p1", address: { channel: "push", place } }],
    });
    const withoutPush = createPeople({ db, reaches: (channel) => channel !== "push" });
    expect(await withoutPush.roster(ours)).not.toHaveProperty("notices");
  });
});
