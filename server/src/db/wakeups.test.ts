import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { describeEachDatabase, testDatabases } from "../../../test/databases.ts";

describeEachDatabase("wake-ups", [], (databases) => {
  test("a hint reaches this process at once, by its topic, until one stops listening", async () => {
    const db = await databases.open();
    const heard: unknown[] = [];
    await expect.poll(() => db.wakeups.healthy()).toBe(true);
    const stop = db.wakeups.on("request", (keys) => heard.push(keys));
    db.wakeups.send([
      { topic: "request", key: "a" },
      { topic: "jobs", key: "b" },
      { topic: "request", key: "c" },
    ]);
    stop();
    db.wakeups.send([{ topic: "request", key: "d" }]);
    expect(heard).toEqual([["a", "c"]]);
  });
});

describe("wake-ups between nodes on PostgreSQL", () => {
  const databases = testDatabases("PostgreSQL", []);

  test("every hint reaches the other node once, however many there are, and not back", async () => {
    const place = await databases.place();
    const [one, two] = [await databases.open(place), await databases.open(place)];
    await expect.poll(() => one.wakeups.healthy() && two.wakeups.healthy()).toBe(true);
    const [here, there]: [string[], string[]] = [[], []];
    one.wakeups.on("request", (keys) => here.push(...keys));
    two.wakeups.on("request", (keys) => there.push(...keys));
    const keys = Array.from({ length: 1_000 }, (_, n) => `tenant ${"x".repeat(n % 200)}-${n}`);
    for (const key of keys) one.wakeups.send([{ topic: "request", key }]);
    await expect.poll(() => there.length).toBe(1_000);
    expect(there.toSorted()).toEqual(keys.toSorted());
    expect(here.toSorted()).toEqual(keys.toSorted());
  });

  test("when the listening connection was cut it is renewed, and everybody is told to look at everything", async () => {
    const db = await databases.open();
    await expect.poll(() => db.wakeups.healthy()).toBe(true);
    const heard: unknown[] = [];
    db.wakeups.on("request", (keys) => heard.push(keys));
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like 'listen%'`.execute(db.withoutTenant("retention"));
    await expect.poll(() => heard, { timeout: 5_000 }).toEqual(["all"]);
    expect(db.wakeups.healthy()).toBe(true);
  });

  test("a notification that is not ours is passed over", async () => {
    const db = await databases.open();
    await expect.poll(() => db.wakeups.healthy()).toBe(true);
    const heard: unknown[] = [];
    db.wakeups.on("request", (keys) => heard.push(keys));
    for (const payload of ["", "{", "[1]", '["x","request",7]', '["x","request","real"]']) {
      await sql`select pg_notify('loopgate', ${payload})`.execute(db.withoutTenant("retention"));
    }
    await expect.poll(() => heard).toEqual([["real"]]);
  });
});
