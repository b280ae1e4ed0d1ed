import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import type { Database } from "../db/db.ts";
import type { Card } from "../gate/delivery.ts";
import type { Digest } from "../gate/request.ts";
import { systemClock } from "../kit/clock.ts";
import { createLog } from "../kit/log.ts";
import { createDeliveries } from "./deliveries.ts";
import { createEvents } from "./events.ts";
import { cancellation, chat, creation, ids, migrations, storeOn, tenant } from "./requests.fixture.ts";
import type { RequestsGone } from "./forget-requests.ts";
import { createRetention } from "./retention.ts";
import { createSequencer } from "./sequencer.ts";
import type { StoreTables } from "./tables.ts";

const day = 86_400_000;
const log = createLog({ level: "silent" });

function retentionOf(db: Database, gone: RequestsGone = () => Promise.resolve()) {
  return createRetention({ db, clock: systemClock, log, keepMs: 30 * day, gone, spent: {} });
}

describeEachDatabase("retention", migrations, (databases) => {
  test("what ended long ago is forgotten with all that hangs on it, and nothing else", async () => {
    const db = await databases.open();
    const clock = systemClock;
    const store = storeOn(db);
    const deliveries = createDeliveries({ db, ids, clock });
    const long = clock.now() - 31 * day;
    const [old, open, late] = [creation({ show: [chat] }, long), creation({}, long), creation({ show: [chat] })];
    for (const transition of [old, open, late]) await store.commit(transition);
    const [copy] = await deliveries.of(old.request);
    if (!copy) throw new Error("no copy");
    await deliveries.prepare(copy, { shown: "s" as Digest, offers: [], face: {} } satisfies Card, "hash");
    await deliveries.record(copy, { kind: "sent", receipt: "m1" }, 1);
    await store.commit(cancellation(old.request, long));
    await store.commit(cancellation(late.request));
    const sequencer = createSequencer({ db, clock, log });
    await sequencer.tick();

    const gone: unknown[] = [];
    const retention = retentionOf(db, async (...which) => {
      expect(await store.find(old.request)).toBeUndefined();
      gone.push(which);
    });
    expect(await retention.tick()).toEqual({ requests: 1 });
    expect(await retention.tick()).toEqual({ requests: 0 });
    expect(gone).toEqual([[tenant, [old.request.id]]]);

    expect(await store.find(old.request)).toBeUndefined();
    expect(await store.find(open.request)).toBeDefined();
    expect(await store.find(late.request)).toBeDefined();
    expect(await deliveries.of(old.request)).toEqual([]);
    expect(await deliveries.of(late.request)).toHaveLength(1);
    const receipts = db.query<StoreTables>().selectFrom("receipts").selectAll().where("tenant_id", "=", tenant);
    expect(await receipts.execute()).toEqual([]);
    const left = await createEvents({ db }).read(tenant, 0, 100);
    expect(new Set(left.map(({ subject }) => subject))).toEqual(new Set([open.request.id, late.request.id]));

    // The cursor goes on where it was.
    await store.commit(creation());
    await sequencer.tick();
    expect((await createEvents({ db }).read(tenant, left.at(-1)?.seq ?? 0, 10)).map(({ seq }) => seq)).toEqual([7]);
  });

  test("the order goes on after everything of a tenant was forgotten", async () => {
    const db = await databases.open();
    const sequencer = createSequencer({ db, clock: systemClock, log });
    const made = creation({}, systemClock.now() - 31 * day);
    await storeOn(db).commit(made);
    await storeOn(db).commit(cancellation(made.request, made.request.createdAt));
    await sequencer.tick();
    await retentionOf(db).tick();
    await storeOn(db).commit(creation());
    await sequencer.tick();
    expect((await createEvents({ db }).read(tenant, 2, 10)).map(({ seq }) => seq)).toEqual([3]);
  });

  test("what one kind cannot do does not keep the others, and without a time no request is forgotten", async () => {
    const db = await databases.open();
    const made = creation({}, systemClock.now() - 31 * day);
    await storeOn(db).commit(made);
    await storeOn(db).commit(cancellation(made.request, made.request.createdAt));
    const kept: number[] = [];
    const spent = {
      codes: () => Promise.reject(new Error("the database is away")),
      links: (keepMs: number) => Promise.resolve(kept.push(keepMs) === 3 ? 0 : 200),
    };
    const gone = () => Promise.resolve();
    const retention = createRetention({ db, clock: systemClock, log, keepMs: undefined, gone, spent });
    expect(await retention.tick()).toEqual({ links: 400 });
    expect(kept).toEqual([30 * day, 30 * day, 30 * day]);
    expect(await storeOn(db).find(made.request)).toBeDefined();
  });
});
