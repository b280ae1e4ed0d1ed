import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import type { Database } from "../db/db.ts";
import type { HumanRequest } from "../gate/request.ts";
import { elapse } from "../gate/time.ts";
import { systemClock } from "../kit/clock.ts";
import { cancellation, chat, creation, migrations, storeOn, tenant } from "./requests.fixture.ts";
import type { StoreTables } from "./tables.ts";
import type { JobsTables } from "../jobs/jobs.ts";

const rowsOf = (db: Database, table: "events" | "deliveries" | "jobs") =>
  db
    .query<StoreTables & JobsTables>()
    .selectFrom(table as "events")
    .selectAll()
    .where("tenant_id", "=", tenant)
    .execute();

async function created(db: Database, ...[wanted, now]: Parameters<typeof creation>): Promise<HumanRequest> {
  const transition = creation(wanted, now);
  expect(await storeOn(db).commit(transition)).toBe(true);
  return transition.request;
}

describeEachDatabase("the store", migrations, (databases) => {
  test("a request is found as it was committed, with the time of the database", async () => {
    const db = await databases.open();
    const request = await created(db);
    const found = await storeOn(db).find({ tenantId: tenant, id: request.id });
    expect(found?.request).toEqual(request);
    expect(Math.abs((found?.now ?? 0) - systemClock.now())).toBeLessThan(2_000);
    expect(Math.abs((await storeOn(db).now()) - systemClock.now())).toBeLessThan(2_000);
  });

  test("a creation leaves one event, and a delivery and a job for each address", async () => {
    const db = await databases.open();
    await created(db, { show: [chat, { channel: "telegram", place: "8" }, chat] });
    expect(await rowsOf(db, "events")).toHaveLength(1);
    expect(await rowsOf(db, "deliveries")).toHaveLength(2);
    expect(await rowsOf(db, "jobs")).toHaveLength(2);
  });

  test("of fifty transitions from one version exactly one is committed, with one event", async () => {
    const db = await databases.open();
    const request = await created(db, { show: [chat] });
    const store = storeOn(db);
    const tries = Array.from({ length: 50 }, () => store.commit(cancellation(request)));
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    expect(await rowsOf(db, "events")).toHaveLength(2);
    expect(await rowsOf(db, "jobs")).toMatchObject([{ kind: "deliver" }, { kind: "show" }]);
    expect((await store.find(request))?.request).toMatchObject({ version: 2, state: { status: "canceled" } });
  });

  test("a deadline stands in the commit: too early for a timeout, too late for an answer", async () => {
    const db = await databases.open();
    const request = await created(db, { timeoutMs: 60_000 });
    const early = elapse(request, request.expiresAt);
    expect(early && (await storeOn(db).commit(early))).toBe(false);
    const answer = { ...cancellation(request), within: { before: request.createdAt } };
    expect(await storeOn(db).commit(answer)).toBe(false);
    expect(await storeOn(db).commit({ ...answer, within: { before: request.expiresAt } })).toBe(true);
  });

  test("a key finds its request and keeps a second one out, for this client only", async () => {
    const db = await databases.open();
    const store = storeOn(db);
    const keyed = { idempotencyKey: "k" };
    const request = await created(db, { keyed });
    expect(await store.commit(creation({ keyed }))).toBe(false);
    expect(await store.commit(creation({ keyed, clientId: "other" }))).toBe(true);
    expect(await store.findByKey(tenant, "bot", "k")).toEqual({
      ref: { tenantId: tenant, id: request.id },
      inputDigest: "d1",
    });
    expect(await store.findByKey(tenant, "nobody", "k")).toBeUndefined();
  });

  test("a code is taken once in a tenant", async () => {
    const db = await databases.open();
    const request = await created(db, { code: "abcdef" });
    expect(await storeOn(db).commit(creation({ code: "abcdef" }))).toBe(false);
    expect(await storeOn(db).byCode(tenant, "abcdef")).toEqual(request);
  });

  test("a client has no more pending requests than its limit, and room again when one ends", async () => {
    const db = await databases.open();
    const store = storeOn(db);
    const keyed = { mostPending: 2 };
    const request = await created(db, { keyed });
    await created(db, { keyed });
    expect(await store.commit(creation({ keyed }))).toBe(false);
    expect(await store.commit(creation({ keyed, clientId: "other" }))).toBe(true);
    await store.commit(cancellation(request));
    expect(await store.commit(creation({ keyed }))).toBe(true);
  });

  test("requests are listed newest first, page by page, each once", async () => {
    const db = await databases.open();
    const store = storeOn(db);
    const now = systemClock.now();
    const made: string[] = [];
    for (const age of [3, 3, 2, 1, 0]) made.unshift((await created(db, {}, now - age)).id);
    const seen: string[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 5; pages++) {
      const page = await store.list(tenant, { status: "pending" }, { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.requests.map(({ id }) => id));
      cursor = page.next;
      if (!cursor) break;
    }
    expect(seen).toEqual(made);
    expect(await store.count(tenant, { clientId: "bot" })).toBe(5);
    expect(await store.count(tenant, { clientId: "other" })).toBe(0);
    await expect(store.list(tenant, {}, { limit: 2, cursor: "?" })).rejects.toThrow("cursor");
  });

  test("due requests and those that ended lately are told across tenants", async () => {
    const db = await databases.open();
    const store = storeOn(db);
    const now = systemClock.now();
    await created(db);
    const due = await created(db, { timeoutMs: 1_000 }, now - 5_000);
    expect(await store.due(10)).toEqual([{ tenantId: tenant, id: due.id }]);
    const timeout = elapse(due, now);
    expect(timeout && (await store.commit(timeout))).toBe(true);
    expect(await store.due(10)).toEqual([]);
    expect(await store.endedSince(now - 1_000)).toEqual([{ tenantId: tenant, id: due.id }]);
    expect(await store.endedSince(now + 1_000)).toEqual([]);
  });

  test("a derived key is forgotten when the final answer leaves, a given one is kept", async () => {
    const db = await databases.open();
    const store = storeOn(db);
    const derived = await created(db, { keyed: { idempotencyKey: "derived", derived: true } });
    const given = await created(db, { keyed: { idempotencyKey: "given" } });
    await store.returned(derived);
    expect(await store.findByKey(tenant, "bot", "derived")).toBeDefined();
    for (const request of [derived, given]) {
      await store.commit(cancellation(request));
      await store.returned(request);
    }
    expect(await store.findByKey(tenant, "bot", "derived")).toBeUndefined();
    expect(await store.findByKey(tenant, "bot", "given")).toBeDefined();
  });

  test("another tenant's request is not there", async () => {
    const db = await databases.open();
    const request = await created(db);
    const other = { tenantId: "other" as typeof tenant, id: request.id };
    expect(await storeOn(db).find(other)).toBeUndefined();
    expect(
      await storeOn(db).commit({ ...cancellation(request), request: { ...cancellation(request).request, ...other } }),
    ).toBe(false);
  });
});
