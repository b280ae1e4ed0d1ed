import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import type { Database } from "../db/db.ts";
import type { Card, Delivery } from "../gate/delivery.ts";
import type { Digest, TenantId } from "../gate/request.ts";
import { systemClock } from "../kit/clock.ts";
import { createDeliveries } from "./deliveries.ts";
import { createEvents } from "./events.ts";
import { cancellation, chat, creation, ids, migrations, storeOn, tenant } from "./requests.fixture.ts";
import { createSessions } from "./sessions.ts";

/** Knows every id, key, code, place and receipt of the other tenant. */
const rival = "rival" as TenantId;
const card: Card = { face: {}, shown: "face-1" as Digest, offers: ["approve"] };
const tables = ["requests", "events", "deliveries", "receipts", "sessions", "jobs"];

/** One tenant's pending request with a sent and a queued copy, an ended one, and a session. */
async function furnished(db: Database) {
  const store = storeOn(db);
  const deliveries = createDeliveries({ db, ids, clock: systemClock });
  const sessions = createSessions({ db, ids, clock: systemClock });
  await sessions.register({ tenantId: tenant, id: "main", clientId: "bot", addresses: [chat], responders: [] });
  const made = creation({ code: "abcdef", keyed: { idempotencyKey: "k" }, show: [chat, { ...chat, place: "8" }] });
  const old = creation({ keyed: { idempotencyKey: "old", derived: true } });
  for (const transition of [made, old, cancellation(old.request)]) await store.commit(transition);
  const [first, queued] = await deliveries.of(made.request);
  if (!first || !queued) throw new Error("two copies were expected");
  await deliveries.prepare(first, card, "hash");
  await deliveries.record(first, { kind: "sent", receipt: "m1" }, 1);
  const sent = (await deliveries.find(tenant, first.id)) ?? first;
  await db.engine.run({ sql: "update events set seq = 1 where type = 'session.registered'", parameters: [] });
  return { store, deliveries, sessions, request: made.request, ended: old.request, sent, queued };
}

/** All that is stored, as text that shows any change. */
async function everything(db: Database): Promise<string> {
  const read = tables.map((table) => db.engine.run({ sql: `select * from ${table}`, parameters: [] }));
  const rows = (await Promise.all(read)).map((result) => result.rows.map((row) => JSON.stringify(row)).toSorted());
  return JSON.stringify(rows, null, 1);
}

describeEachDatabase(
  "another tenant, whatever it knows,",
  migrations,
  (databases) => {
    test("reads nothing", async () => {
      const db = await databases.open();
      const { store, deliveries, sessions, request, ended, sent } = await furnished(db);
      const ref = { tenantId: rival, id: request.id };
      expect(await store.find(ref)).toBeUndefined();
      expect(await store.findByKey(rival, "bot", "k")).toBeUndefined();
      expect(await store.byCode(rival, "abcdef")).toBeUndefined();
      expect((await store.list(rival, {}, { limit: 10 })).requests).toEqual([]);
      expect(await store.count(rival, {})).toBe(0);
      expect(await store.ended(rival, [ended.id])).toEqual([]);
      expect(await sessions.find(rival, "main")).toBeUndefined();
      expect(await createEvents({ db }).of(rival, request.id)).toEqual([]);
      expect(await createEvents({ db }).read(rival, 0, 10)).toEqual([]);
      expect(await deliveries.find(rival, sent.id)).toBeUndefined();
      expect(await deliveries.byReceipt(rival, chat, "m1")).toBeUndefined();
      expect(await deliveries.of(ref)).toEqual([]);
      // The same questions have answers for whom they belong to.
      expect(await store.byCode(tenant, "abcdef")).toEqual(request);
      expect(await store.ended(tenant, [ended.id])).toHaveLength(1);
      expect(await createEvents({ db }).read(tenant, 0, 10)).toHaveLength(1);
      expect(await deliveries.byReceipt(tenant, chat, "m1")).toEqual(sent);
    });

    test("changes nothing", async () => {
      const db = await databases.open();
      const { store, deliveries, sessions, request, ended, sent, queued } = await furnished(db);
      const before = await everything(db);
      const asRival = (delivery: Delivery): Delivery => ({ ...delivery, tenantId: rival });
      const change = cancellation({ ...request, tenantId: rival });
      expect(await store.commit(change)).toBe(false);
      await store.returned({ tenantId: rival, id: ended.id });
      expect(await sessions.deactivate(rival, "main")).toBe(false);
      expect(await deliveries.prepare(asRival(queued), card, "other")).toBe(false);
      await deliveries.withdraw(asRival(queued));
      await deliveries.adopt(asRival(sent), "m2");
      await deliveries.showAgain(rival, chat);
      for (const copy of [asRival(sent), asRival(queued)]) {
        await deliveries.record(copy, { kind: "sent", receipt: "m2" }, 1);
        await deliveries.record(copy, { kind: "lost", reason: "no answer" }, 1);
        await deliveries.record(copy, { kind: "gone", reason: "blocked" }, 1);
        await deliveries.record(copy, { kind: "moved", to: { ...chat, place: "9" } }, 1);
      }
      expect(await everything(db)).toBe(before);
    });

    test("has its own under the same names", async () => {
      const db = await databases.open();
      const { store, sessions } = await furnished(db);
      await sessions.register({ tenantId: rival, id: "main", clientId: "thief", addresses: [], responders: [] });
      expect(await sessions.find(tenant, "main")).toMatchObject({ clientId: "bot", addresses: [chat] });
      expect(await sessions.deactivate(rival, "main")).toBe(true);
      expect((await sessions.find(tenant, "main"))?.active).toBe(true);
      const keyed = { idempotencyKey: "k", mostPending: 1 };
      const own = creation({ tenantId: rival, code: "abcdef", keyed, show: [chat] });
      expect(await store.commit(own)).toBe(true);
      expect(await store.byCode(rival, "abcdef")).toEqual(own.request);
      expect((await store.findByKey(rival, "bot", "k"))?.ref).toEqual({ tenantId: rival, id: own.request.id });
      expect(await store.count(tenant, {})).toBe(2);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
