import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDatabase, type Database } from "../../db/db.ts";
import { Unavailable } from "../../kit/failures.ts";
import { createLog } from "../../kit/log.ts";
import { seededIds } from "../../kit/seeded-ids.ts";
import { virtualClock, type VirtualClock } from "../../kit/virtual-clock.ts";
import { createBell } from "./bell.ts";
import { telegramMigrations } from "./migration.ts";
import { createReceivedUpdates, type ReceivedUpdates } from "./received.ts";
import { createUpdateWork } from "./updates.ts";

let db: Database;
let clock: VirtualClock;
let updates: ReceivedUpdates;
const log = createLog({ level: "silent" });

beforeEach(async () => {
  clock = virtualClock();
  db = await openDatabase({ adapter: "memory", clock, ids: seededIds(1, clock), log, migrations: telegramMigrations });
  updates = createReceivedUpdates({ db, tenantId: "local", botId: "1", clock });
  await updates.nextOffset();
});
afterEach(() => db.close());

const arrival = (id: number, lane = "c:1") => ({ id, lane, body: JSON.stringify({ update_id: id }) });

function workWith(handle: (id: number) => Promise<void>) {
  const seen: number[] = [];
  const work = createUpdateWork({
    updates,
    bell: createBell({ clock }),
    clock,
    log,
    handle: async (body) => {
      const { update_id } = body as { update_id: number };
      seen.push(update_id);
      await handle(update_id);
    },
    onForget: () => Promise.resolve(),
  });
  return { work, seen };
}

describe("what was received", () => {
  test("is stored with the offset after it, once however often it comes", async () => {
    expect(await updates.storeBatch(1, [arrival(7), arrival(8)])).toBe(true);
    expect(await updates.nextOffset()).toBe(9);
    await updates.store(arrival(8));
    expect(await updates.storeBatch(1, [arrival(8), arrival(9)])).toBe(true);
    expect((await updates.open([], 10)).map(({ id }) => id)).toEqual([7, 8, 9]);
  });

  test("is not stored by a node whose lease another has taken", async () => {
    await updates.storeBatch(5, [arrival(7)]);
    expect(await updates.storeBatch(4, [arrival(20)])).toBe(false);
    expect(await updates.nextOffset()).toBe(8);
    expect((await updates.open([], 10)).map(({ id }) => id)).toEqual([7]);
  });

  test("of another bot is not seen", async () => {
    await updates.store(arrival(7));
    const other = createReceivedUpdates({ db, tenantId: "local", botId: "2", clock });
    expect(await other.open([], 10)).toEqual([]);
  });

  test("is forgotten some time after it was done, not before", async () => {
    await updates.store(arrival(7));
    await updates.store(arrival(8));
    await updates.done(7);
    await updates.forget(clock.now() + 1);
    await updates.store(arrival(7));
    expect((await updates.open([], 10)).map(({ id }) => id)).toEqual([7, 8]);
  });
});

describe("the work", () => {
  test("is done in order within a lane, and lanes do not wait for each other", async () => {
    for (const one of [arrival(1, "c:1"), arrival(2, "c:1"), arrival(3, "u:5")]) await updates.store(one);
    const slow = Promise.withResolvers<void>();
    const third = Promise.withResolvers<void>();
    const { work, seen } = workWith(async (id) => {
      if (id === 3) third.resolve();
      if (id === 1) await slow.promise;
    });
    const ticking = work.tick();
    await third.promise;
    expect(seen).toEqual([1, 3]);
    slow.resolve();
    await ticking;
    expect(seen).toEqual([1, 3, 2]);
    expect(await updates.open([], 10)).toEqual([]);
  });

  test("is not marked done before its effect is committed: what a crash cut off is done again", async () => {
    await updates.store(arrival(1));
    let stored: number | undefined;
    const { work } = workWith(async () => {
      stored = (await updates.open([], 10)).length;
    });
    await work.tick();
    expect(stored).toBe(1);
    expect(await updates.open([], 10)).toEqual([]);
  });

  test("on a poisoned update is given up after five attempts, and what comes after it goes on", async () => {
    await updates.store(arrival(1));
    await updates.store(arrival(2));
    const { work, seen } = workWith((id) => (id === 1 ? Promise.reject(new Error("poison")) : Promise.resolve()));
    for (let turn = 0; turn < 5; turn++) {
      await work.tick();
      await clock.advance(1_000);
    }
    expect(seen).toEqual([1, 1, 1, 1, 1, 2]);
    expect(await updates.open([], 10)).toEqual([]);
  });

  test("is not given up for an outage of the database", async () => {
    await updates.store(arrival(1));
    let isDown = true;
    const { work, seen } = workWith(() =>
      isDown ? Promise.reject(new Unavailable("unavailable", "gone")) : Promise.resolve(),
    );
    for (let turn = 0; turn < 20; turn++) {
      await work.tick();
      await clock.advance(1_000);
    }
    isDown = false;
    await work.tick();
    expect(seen).toHaveLength(21);
    expect(await updates.open([], 10)).toEqual([]);
  });
});
