import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openDatabase, type Database } from "../../db/db.ts";
import { createLeases, type Leases } from "../../db/leases.ts";
import { leasesMigration } from "../../db/migration.ts";
import { createLog } from "../../kit/log.ts";
import { seededIds } from "../../kit/seeded-ids.ts";
import { virtualClock, type VirtualClock } from "../../kit/virtual-clock.ts";
import { createKeeper } from "./keeper.ts";

const log = createLog({ level: "silent" });
let clock: VirtualClock;
let db: Database;
let leases: Leases;

beforeEach(async () => {
  clock = virtualClock();
  db = await openDatabase({ adapter: "memory", clock, ids: seededIds(1, clock), log, migrations: [leasesMigration] });
  leases = createLeases({ db });
});
afterEach(() => db.close());

/** A node that notes the fence of each of its duties, and when one ended. */
function startNode(holder: string, over: Leases = leases) {
  const closing = new AbortController();
  const begun: number[] = [];
  const ended: number[] = [];
  const keeper = createKeeper({
    leases: over,
    name: "telegram:1",
    holder,
    clock,
    log,
    onStandBy: () => {},
    async duty(fence, signal) {
      begun.push(fence);
      await clock.sleep(Infinity, signal);
      ended.push(fence);
      return 0;
    },
  });
  const done = keeper.run(closing.signal);
  const close = () => {
    closing.abort();
    return done;
  };
  return { begun, ended, close };
}

test("of two nodes one has the duty, and keeps it as long as it lives", async () => {
  const first = startNode("a");
  await vi.waitFor(() => expect(first.begun).toEqual([1]));
  const second = startNode("b");
  for (let second5 = 0; second5 < 12; second5++) await clock.advance(5_000);
  expect(first.ended).toEqual([]);
  expect(second.begun).toEqual([]);
  await first.close();
  await second.close();
});

test("one that stops hands over at once, with a higher fence", async () => {
  const first = startNode("a");
  await vi.waitFor(() => expect(first.begun).toEqual([1]));
  const second = startNode("b");
  await vi.waitFor(() => expect(clock.sleeping()).toBe(2));
  await first.close();
  await clock.advance(5_000);
  await vi.waitFor(() => expect(second.begun).toEqual([2]));
  await second.close();
});

test("one that cannot renew its lease stops before another may have it", async () => {
  const cutOff: Leases = { ...leases, renew: () => Promise.reject(new Error("the database is gone")) };
  const first = startNode("a", cutOff);
  await vi.waitFor(() => expect(first.begun).toEqual([1]));
  await clock.advance(5_000);
  expect(first.ended).toEqual([]);
  await clock.advance(5_000);
  await vi.waitFor(() => expect(first.ended).toEqual([1]));
  await first.close();
});

test("one whose lease was taken stops at once", async () => {
  const first = startNode("a");
  await vi.waitFor(() => expect(first.begun).toEqual([1]));
  await leases.release({ name: "telegram:1", holder: "a", fence: 1 });
  await leases.acquire("telegram:1", "b", 600_000);
  await clock.advance(5_000);
  await vi.waitFor(() => expect(first.ended).toEqual([1]));
  await first.close();
});
