import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import type { TenantId } from "../../gate/request.ts";
import { systemClock } from "../../kit/clock.ts";
import { systemIds } from "../../kit/ids.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { eventRows } from "../../store/event-rows.ts";
import { connectClient } from "./connected.fixture.ts";
import { createConnections } from "./connections.ts";

describeEachDatabase("the connections of an account that leaves", MIGRATIONS, (databases) => {
  test("open nothing any more, in that tenant and no other", async () => {
    const db = await databases.open();
    const [left, other] = ["t-left", "t-other"] as const as unknown as readonly [TenantId, TenantId];
    const [gone, stays] = [await connectClient(db, left), await connectClient(db, other)];
    const ids = systemIds(systemClock);
    const connections = createConnections({
      db,
      ids,
      clock: systemClock,
      facts: (fact) => eventRows({ ...fact, id: ids.id(), at: systemClock.now() }),
      failed: () => {},
    });
    expect(await connections.check(gone.access)).toMatchObject({ id: gone.id });
    await connections.revokeAllOf(left, left, { kind: "operator" });
    expect(await connections.check(gone.access)).toBeUndefined();
    expect(await connections.check(stays.access)).toMatchObject({ id: stays.id });
    // Again there is nothing to revoke.
    await connections.revokeAllOf(left, left, { kind: "operator" });
  });
});
