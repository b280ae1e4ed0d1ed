import { describe, expect, test } from "vitest";
import { describeEachDatabase, testDatabases } from "../../../test/databases.ts";
import type { Database } from "../db/db.ts";
import type { Card, Delivery } from "../gate/delivery.ts";
import type { Address, Digest, HumanRequest, TenantId } from "../gate/request.ts";
import type { JobsTables } from "../jobs/jobs.ts";
import { systemClock } from "../kit/clock.ts";
import { createDeliveries } from "./deliveries.ts";
import { cancellation, chat, creation, ids, migrations, storeOn, tenant } from "./requests.fixture.ts";
import type { StoreTables } from "./tables.ts";

const card: Card = { face: {}, shown: "face-1" as Digest, offers: ["approve", "reject"] };
const elsewhere: Address = { channel: "telegram", place: "-100" };

async function delivered(db: Database, show: readonly Address[] = [chat]) {
  const deliveries = createDeliveries({ db, ids, clock: systemClock });
  const { request, ...rest } = creation({ show });
  await storeOn(db).commit({ request, ...rest });
  await db.query<JobsTables>().deleteFrom("jobs").where("tenant_id", "=", tenant).execute();
  const [delivery] = await deliveries.of(request);
  if (!delivery) throw new Error("no delivery was made");
  const now = async () => (await deliveries.find(tenant, delivery.id)) ?? delivery;
  return { deliveries, request, delivery, now };
}

async function sent(db: Database) {
  const all = await delivered(db);
  await all.deliveries.prepare(all.delivery, card, "hash");
  await all.deliveries.record(await all.now(), { kind: "sent", receipt: "m1" }, 1);
  return all;
}

const jobs = async (db: Database) =>
  (await db.query<JobsTables>().selectFrom("jobs").select("kind").where("tenant_id", "=", tenant).execute()).map(
    ({ kind }) => kind,
  );

const eventTypes = async (db: Database, { id }: HumanRequest) =>
  (
    await db
      .query<StoreTables>()
      .selectFrom("events")
      .select("type")
      .where("tenant_id", "=", tenant)
      .where("subject", "=", id)
      .orderBy("id")
      .execute()
  ).map(({ type }) => type);

describeEachDatabase("deliveries", migrations, (databases) => {
  test("a copy is prepared, sent, and found by its token and its receipt", async () => {
    const db = await databases.open();
    const { deliveries, delivery, request } = await delivered(db);
    expect(delivery.state).toEqual({ status: "queued" });
    expect(await deliveries.prepare(delivery, card, "hash")).toBe(true);
    expect(await deliveries.byToken("hash")).toMatchObject({ id: delivery.id, state: { status: "sending" } });
    await deliveries.record(delivery, { kind: "sent", receipt: "m1" }, 1);
    const found: Delivery | undefined = await deliveries.byReceipt(tenant, chat, "m1");
    expect(found).toMatchObject({ id: delivery.id, shownVersion: 1 });
    expect(found?.state).toEqual({
      status: "sent",
      card: { shown: "face-1", offers: ["approve", "reject"] },
      receipts: ["m1"],
    });
    expect(await deliveries.byReceipt("other" as TenantId, chat, "m1")).toBeUndefined();
    expect(await deliveries.byToken("other")).toBeUndefined();
    expect(await jobs(db)).toEqual([]);
    expect(await eventTypes(db, request)).toEqual(["request.created", "delivery.sent"]);
  });

  test("a copy of which another message was found meanwhile counts as shown nowhere, and is asked to be shown again", async () => {
    const db = await databases.open();
    const { deliveries, delivery } = await delivered(db);
    await deliveries.prepare(delivery, card, "hash");
    await deliveries.record(delivery, { kind: "sent", receipt: "m1" }, 1);
    const known = await deliveries.find(tenant, delivery.id);
    if (!known) throw new Error("the delivery is gone");
    await deliveries.adopt(known, "m2");
    await db.query<JobsTables>().deleteFrom("jobs").where("tenant_id", "=", tenant).execute();
    await deliveries.record(known, { kind: "unchanged" }, 1);
    expect(await jobs(db)).toEqual(["show"]);
    expect((await deliveries.find(tenant, delivery.id))?.shownVersion).toBe(0);
  });

  test("a copy that was sent while its request moved on is asked to be shown again", async () => {
    const db = await databases.open();
    const { deliveries, delivery, request } = await delivered(db);
    await deliveries.prepare(delivery, card, "hash");
    await storeOn(db).commit(cancellation(request));
    await db.query<JobsTables>().deleteFrom("jobs").where("tenant_id", "=", tenant).execute();
    await deliveries.record(delivery, { kind: "sent", receipt: "m1" }, 1);
    expect(await jobs(db)).toEqual(["show"]);
    expect((await deliveries.find(tenant, delivery.id))?.shownVersion).toBe(0);
  });

  test("a copy that cannot arrive is failed, with its reason, and its receipts are kept", async () => {
    const db = await databases.open();
    const { deliveries, request, now } = await sent(db);
    await deliveries.record(await now(), { kind: "gone", reason: "blocked" }, 2);
    expect((await now()).state).toMatchObject({ status: "failed", reason: "blocked", receipts: ["m1"] });
    expect(await eventTypes(db, request)).toEqual(["request.created", "delivery.sent", "delivery.failed"]);
  });

  test("after a lost or postponed send the copy may be prepared again, after a withdrawal not", async () => {
    const db = await databases.open();
    const { deliveries, delivery, now } = await delivered(db);
    await deliveries.prepare(delivery, card, "hash");
    await deliveries.record(await now(), { kind: "lost", reason: "no answer" }, 1);
    await deliveries.record(await now(), { kind: "later", at: 1, reason: "429" }, 1);
    expect(await deliveries.prepare(delivery, card, "hash")).toBe(true);
    await deliveries.withdraw(delivery);
    expect((await now()).state.status).toBe("withdrawn");
    expect(await deliveries.prepare(delivery, card, "hash")).toBe(false);
  });

  test("a copy whose place was renamed is sent there anew, unless one is there already", async () => {
    const db = await databases.open();
    const { deliveries, delivery, now } = await delivered(db);
    await deliveries.record(delivery, { kind: "moved", to: elsewhere }, 1);
    expect(await now()).toMatchObject({ address: elsewhere, state: { status: "queued" } });
    expect(await jobs(db)).toEqual(["deliver"]);
    const both = await delivered(db, [chat, elsewhere]);
    const [first, second] = await both.deliveries.of(both.request);
    if (!first || !second) throw new Error("two were expected");
    await both.deliveries.record(first, { kind: "moved", to: second.address }, 1);
    expect((await both.deliveries.of(both.request)).map(({ state }) => state.status).toSorted()).toEqual([
      "queued",
      "withdrawn",
    ]);
  });

  test("an orphan copy is adopted with its receipt and brought up to date", async () => {
    const db = await databases.open();
    const { deliveries, delivery, now } = await delivered(db);
    await deliveries.prepare(delivery, card, "hash");
    await deliveries.adopt(await now(), "m0");
    await deliveries.adopt(await now(), "m0");
    expect((await now()).state).toMatchObject({ status: "sent", receipts: ["m0"] });
    expect(await jobs(db)).toEqual(["show"]);
  });

  test("when those who may answer at an address change, its pending copies are shown again and no others", async () => {
    const db = await databases.open();
    const pending = await sent(db);
    const ended = await delivered(db);
    await ended.deliveries.prepare(ended.delivery, card, "hash2");
    await storeOn(db).commit(cancellation(ended.request));
    await db.query<JobsTables>().deleteFrom("jobs").where("tenant_id", "=", tenant).execute();
    await pending.deliveries.showAgain(tenant, elsewhere);
    expect(await jobs(db)).toEqual([]);
    await pending.deliveries.showAgain(tenant, chat);
    expect(await jobs(db)).toEqual(["show"]);
    expect((await pending.now()).shownVersion).toBe(0);
  });
});

describe("deliveries on PostgreSQL, beside a transition that is being committed", () => {
  const databases = testDatabases("PostgreSQL", migrations);

  test("the record of a send waits for it, and asks for the copy to be shown again", async () => {
    const db = await databases.open();
    const { deliveries, delivery, request } = await delivered(db);
    await deliveries.prepare(delivery, card, "hash");
    const recording = await db.engine.alone(async (run) => {
      await run({ sql: "update requests set version = 2 where id = $1", parameters: [request.id] });
      const record = deliveries.record(delivery, { kind: "sent", receipt: "m1" }, 1);
      const blocked = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      await expect.poll(async () => (await run({ sql: blocked, parameters: [] })).rows.length).toBe(1);
      return { record };
    });
    await recording.record;
    expect(await jobs(db)).toEqual(["show"]);
  });
});
