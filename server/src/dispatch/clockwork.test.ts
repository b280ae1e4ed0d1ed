import { describe, expect, test } from "vitest";
import { testDatabases } from "../../../test/databases.ts";
import { openHouse } from "../gate/house.fixture.ts";
import { createLog } from "../kit/log.ts";
import { virtualClock } from "../kit/virtual-clock.ts";
import { MIGRATIONS } from "../migrations.ts";
import { createClockwork } from "./clockwork.ts";

const log = createLog({ level: "silent" });

describe("the clockwork", () => {
  const databases = testDatabases("SQLite memory", MIGRATIONS);
  /** A gate whose database reads this clock. */
  async function opened() {
    const clock = virtualClock(Date.now());
    const house = openHouse(await databases.open({ clock, time: "clock" }), { mostPending: 1_000 });
    return { clock, ...house, clockwork: createClockwork({ agenda: house.store, gate: house.gate, clock, log }) };
  }

  test("ends at its first tick everything that fell due while no node ran", async () => {
    const { clock, clockwork, ask, store } = await opened();
    for (let at = 0; at < 250; at++) await ask({ timeout_seconds: 60 });
    const later = await ask({ timeout_seconds: 2_592_000 });
    await clock.advance(7 * 86_400_000);
    expect(await clockwork.tick()).toBe(250);
    expect(await store.count("local" as never, { status: "timeout" })).toBe(250);
    expect((await store.find(later.request))?.request.state.status).toBe("pending");
    expect(await clockwork.tick()).toBe(0);
  });

  test("ends a request within half a second of its deadline, and not before", async () => {
    const { clock, clockwork, ask, store } = await opened();
    const { request } = await ask({ timeout_seconds: 10 });
    const status = async () => (await store.find(request))?.request.state.status;
    clockwork.start();
    await clock.advance(9_999);
    expect(await status()).toBe("pending");
    await clock.advance(501);
    expect(await status()).toBe("timeout");
    await clockwork.close();
    expect(clock.sleeping()).toBe(0);
  });

  test("of several nodes that tick at once each request gets one end", async () => {
    const { clock, clockwork, ask, store, gate } = await opened();
    const { request } = await ask({ timeout_seconds: 1 });
    await clock.advance(2_000);
    const others = Array.from({ length: 5 }, () => createClockwork({ agenda: store, gate, clock, log }));
    await Promise.all([clockwork, ...others].map((each) => each.tick()));
    expect((await store.find(request))?.request).toMatchObject({ version: 2, state: { status: "timeout" } });
  });

  test("one that cannot be ended keeps no other from ending", async () => {
    const { clock, ask, store, gate } = await opened();
    const bad = await ask({ timeout_seconds: 1 });
    const good = await ask({ timeout_seconds: 2 });
    await clock.advance(5_000);
    const elapse: typeof gate.elapse = (ref) =>
      ref.id === bad.request.id ? Promise.reject(new Error("broken")) : gate.elapse(ref);
    await expect(createClockwork({ agenda: store, gate: { elapse }, clock, log }).tick()).rejects.toThrow("broken");
    expect((await store.find(good.request))?.request.state.status).toBe("timeout");
  });
});
