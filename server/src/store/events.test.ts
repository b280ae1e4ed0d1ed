import { expect, test } from "vitest";
import { describeEachDatabase, type TestDatabases } from "../../../test/databases.ts";
import type { Database } from "../db/db.ts";
import type { TenantId } from "../gate/request.ts";
import { systemClock } from "../kit/clock.ts";
import { createLog } from "../kit/log.ts";
import { createEvents } from "./events.ts";
import { cancellation, creation, migrations, storeOn, tenant } from "./requests.fixture.ts";
import { createSequencer } from "./sequencer.ts";

const sequencerOn = (db: Database) => createSequencer({ db, clock: systemClock, log: createLog({ level: "silent" }) });

/** Creates and cancels `count` requests, eight at a time. */
async function busy(db: Database, count: number, tenantId: TenantId = tenant): Promise<void> {
  const store = storeOn(db);
  const one = async () => {
    for (let n = 0; n < count / 8; n++) {
      const made = creation({ tenantId });
      await store.commit(made);
      await store.commit(cancellation(made.request));
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
}

describeEachDatabase("events", migrations, (databases) => {
  test("a reader that follows the cursor during commits on two nodes sees every event once and in order", async () => {
    const [one, two] = await twoNodes(databases);
    const sequencers = [sequencerOn(one), sequencerOn(two), sequencerOn(two)];
    const events = createEvents({ db: one });
    const seen: { readonly seq: number; readonly subject: string; readonly version: number }[] = [];
    const follow = async () => {
      const page = await events.read(tenant, seen.at(-1)?.seq ?? 0, 7);
      for (const event of page) seen.push({ seq: event.seq ?? 0, subject: event.subject, version: event.version ?? 0 });
      return page.length;
    };
    const progress = { done: false };
    const writing = Promise.all([busy(one, 80), busy(two, 80)]).then(() => (progress.done = true));
    while (!progress.done) {
      await Promise.all(sequencers.map((sequencer) => sequencer.tick()));
      await follow();
    }
    await writing;
    for (const sequencer of sequencers) await sequencer.tick();
    while ((await follow()) > 0);
    expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: 320 }, (_, n) => n + 1));
    const versions = Map.groupBy(seen, ({ subject }) => subject);
    expect([...versions.values()].every(([first, second]) => first?.version === 1 && second?.version === 2)).toBe(true);
  });

  test("each tenant counts by itself", async () => {
    const db = await databases.open();
    await busy(db, 8);
    await busy(db, 16, "other" as TenantId);
    expect(await sequencerOn(db).tick()).toBe(48);
    expect((await createEvents({ db }).read("other" as TenantId, 0, 100)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 32 }, (_, n) => n + 1),
    );
  });

  test("versions keep their order although a clock stepped back", async () => {
    const db = await databases.open();
    const made = creation({}, 2_000_000_000_000);
    await storeOn(db).commit(made);
    await storeOn(db).commit(cancellation(made.request, 1_000_000_000_000));
    await sequencerOn(db).tick();
    expect((await createEvents({ db }).read(tenant, 0, 10)).map(({ version }) => version)).toEqual([1, 2]);
  });
});

/** Of one database; SQLite has one process, so one node is both. */
async function twoNodes(databases: TestDatabases): Promise<readonly [Database, Database]> {
  const place = await databases.place();
  const one = await databases.open(place);
  return [one, databases.name === "PostgreSQL" ? await databases.open(place) : one];
}
