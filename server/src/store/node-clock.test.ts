import { describe, expect, test } from "vitest";
import { testDatabases } from "../../../test/databases.ts";
import { elapse } from "../gate/time.ts";
import { systemClock } from "../kit/clock.ts";
import { cancellation, creation, migrations, storeOn } from "./requests.fixture.ts";

const HOUR_MS = 3_600_000;

describe("on a node whose clock is wrong, over PostgreSQL", () => {
  const databases = testDatabases("PostgreSQL", migrations);

  test.each([
    ["an hour behind", -HOUR_MS],
    ["an hour ahead", HOUR_MS],
  ])("a deadline falls by the database's clock: %s", async (_, skew) => {
    const clock = { ...systemClock, now: () => systemClock.now() + skew };
    const store = storeOn(await databases.open({ clock }));
    const now = systemClock.now();
    const open = creation({ timeoutMs: 60_000 }, now);
    const over = creation({ timeoutMs: 1_000 }, now - 5_000);
    for (const made of [open, over]) expect(await store.commit(made)).toBe(true);
    const commits = async ({ request }: typeof open) => {
      const timeout = elapse(request, request.expiresAt);
      const answer = { ...cancellation(request, now), within: { before: request.expiresAt } };
      return { answer: await store.commit(answer), timeout: timeout && (await store.commit(timeout)) };
    };
    expect(await store.due(10)).toEqual([{ tenantId: over.request.tenantId, id: over.request.id }]);
    expect(await commits(open)).toEqual({ answer: true, timeout: false });
    expect(await commits(over)).toEqual({ answer: false, timeout: true });
    expect(Math.abs((await store.now()) - now)).toBeLessThan(HOUR_MS / 2);
  });
});
