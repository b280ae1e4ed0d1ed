import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import type { Ref } from "../../gate/request.ts";
import { systemClock } from "../../kit/clock.ts";
import { mcpMigration } from "./migration.ts";
import { createUses } from "./uses.ts";

const ref = { tenantId: "local", id: "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10" } as Ref;

describeEachDatabase("uses of permissions", [mcpMigration], (databases) => {
  test("of many at once one gets it, and nobody later; another tenant's is another", async () => {
    const uses = createUses({ db: await databases.open(), clock: systemClock });
    const got = await Promise.all(Array.from({ length: 30 }, () => uses.use(ref)));
    expect(got.filter(Boolean)).toHaveLength(1);
    expect(await uses.use(ref)).toBe(false);
    expect(await uses.use({ ...ref, tenantId: "other" as Ref["tenantId"] })).toBe(true);
  });

  test("those of requests that are gone are forgotten, in that tenant, and no other", async () => {
    const uses = createUses({ db: await databases.open(), clock: systemClock });
    const other = { ...ref, id: "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b11" } as Ref;
    const elsewhere = { ...ref, tenantId: "other" } as unknown as Ref;
    for (const each of [ref, other, elsewhere]) expect(await uses.use(each)).toBe(true);
    await uses.forget(ref.tenantId, [ref.id]);
    expect([await uses.use(ref), await uses.use(other), await uses.use(elsewhere)]).toEqual([true, false, false]);
  });
});
