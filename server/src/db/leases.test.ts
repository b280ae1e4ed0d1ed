import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import { virtualClock } from "../kit/virtual-clock.ts";
import { createLeases } from "./leases.ts";
import { leasesMigration } from "./migration.ts";

describeEachDatabase("leases", [leasesMigration], (databases) => {
  const open = async () => {
    const clock = virtualClock();
    return { clock, leases: createLeases({ db: await databases.open({ clock, time: "clock" }) }) };
  };

  test("of ten that want it at once one gets it", async () => {
    const { leases } = await open();
    const tries = await Promise.all(Array.from({ length: 10 }, (_, n) => leases.acquire("bot", `node${n}`, 1_000)));
    expect(tries.filter(Boolean)).toHaveLength(1);
  });

  test("each next holder has a higher fence, and the former can neither renew nor release", async () => {
    const { clock, leases } = await open();
    const first = await leases.acquire("bot", "a", 1_000);
    if (!first) throw new Error("not acquired");
    expect(await leases.renew(first, 1_000)).toBe(true);
    await clock.advance(1_000);
    expect(await leases.renew(first, 1_000)).toBe(false);
    const second = await leases.acquire("bot", "b", 1_000);
    expect(second?.fence).toBeGreaterThan(first.fence);
    await leases.release(first);
    expect(await leases.acquire("bot", "a", 1_000)).toBeUndefined();
  });

  test("a released lease is free at once, and its fence still rises", async () => {
    const { leases } = await open();
    const first = await leases.acquire("bot", "a", 60_000);
    if (!first) throw new Error("not acquired");
    await leases.release(first);
    expect((await leases.acquire("bot", "b", 1_000))?.fence).toBe(first.fence + 1);
  });

  test("a holder that forgot gets it again under a new fence, so its former self is shut out", async () => {
    const { leases } = await open();
    const before = await leases.acquire("bot", "a", 60_000);
    const after = await leases.acquire("bot", "a", 60_000);
    expect(after?.fence).toBe((before?.fence ?? 0) + 1);
    expect(before && (await leases.renew(before, 1))).toBe(false);
  });
});
