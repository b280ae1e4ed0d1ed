import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import type { Database } from "../../db/db.ts";
import type { RequestId, TenantId } from "../../gate/request.ts";
import { systemClock } from "../../kit/clock.ts";
import { systemIds } from "../../kit/ids.ts";
import { createSecrets } from "../../kit/secrets.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { eventRows } from "../../store/event-rows.ts";
import { createCallbacks } from "./callbacks.ts";
import type { WebhookTables } from "./migration.ts";
import { createCallbackSecrets } from "./secrets.ts";

const ids = systemIds(systemClock);
const { seal, open } = createSecrets({ master: "m".repeat(32), bytes: ids.bytes });
const book = (db: Database) =>
  createCallbacks({
    db,
    ids,
    clock: systemClock,
    secrets: createCallbackSecrets({ bytes: ids.bytes, seal, open }),
    places: { check: () => {} },
    facts: (fact) => eventRows({ ...fact, id: ids.id(), at: 1 }),
  });

const local = "local" as TenantId;
const by = { kind: "agent", clientId: "bot" } as const;
const wanted = { tenantId: local, clientId: "bot", url: "https://example.com/told", by };
const requestId = "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10" as RequestId;

describeEachDatabase("callbacks", MIGRATIONS, (databases) => {
  test("an address is remembered once for a client, a request and a tenant", async () => {
    const callbacks = book(await databases.open());
    const first = await callbacks.register(wanted, false);
    expect(first?.secret).toMatch(/^whsec_/);
    expect(await callbacks.register(wanted, false)).toEqual({ id: first?.id });
    const others = [
      { ...wanted, requestId },
      { ...wanted, clientId: "other" },
      { ...wanted, tenantId: "other" as TenantId },
      { ...wanted, url: "https://example.com/else" },
    ];
    for (const other of others) {
      const made = await callbacks.register(other, false);
      expect(made?.secret).toBeDefined();
      expect(made?.id).not.toBe(first?.id);
      expect(await callbacks.register(other, false)).toEqual({ id: made?.id });
    }
  });

  test("of twenty who register it at once, one is told the secret, and it is the one that is kept", async () => {
    const db = await databases.open();
    const callbacks = book(db);
    const made = await Promise.all(Array.from({ length: 20 }, () => callbacks.register(wanted, false)));
    expect(new Set(made.map((each) => each?.id)).size).toBe(1);
    const told = made.flatMap((each) => each?.secret ?? []);
    expect(told).toHaveLength(1);
    expect([(await kept(db)).secret]).toEqual(told);
  });

  test("a new secret takes the place of the old one, which is kept for a day", async () => {
    const db = await databases.open();
    const callbacks = book(db);
    const first = await callbacks.register(wanted, false);
    const second = await callbacks.register(wanted, true);
    expect(second?.id).toBe(first?.id);
    expect(await kept(db)).toEqual({ secret: second?.secret, old: first?.secret });
  });

  test("one that had ended begins anew with a new secret", async () => {
    const callbacks = book(await databases.open());
    const first = await callbacks.register(wanted, false);
    const ref = { tenantId: local, id: String(first?.id) };
    await callbacks.end(ref, true);
    expect(await callbacks.toTell(local, "bot", requestId)).toEqual([]);
    expect((await callbacks.register(wanted, false))?.secret).toBeDefined();
    expect(await callbacks.toTell(local, "bot", requestId)).toMatchObject([{ id: ref.id }]);
  });
});

/** The secrets of the only callback, opened as a sender would. */
async function kept(db: Database): Promise<{ readonly secret: string; readonly old?: string }> {
  const rows = await db
    .query<WebhookTables>()
    .selectFrom("callbacks")
    .selectAll()
    .where("tenant_id", "=", local)
    .execute();
  expect(rows).toHaveLength(1);
  const { id = "", sealed_secret: sealed = "", old_sealed_secret: old = null } = rows[0] ?? {};
  return { secret: open(sealed, id), ...(old !== null && { old: open(old, id) }) };
}
