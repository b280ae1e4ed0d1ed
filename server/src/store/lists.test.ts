import { sql as fragment } from "kysely";
import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import type { Database } from "../db/db.ts";
import { creation, migrations, storeOn, tenant } from "./requests.fixture.ts";
import { createLists } from "./lists.ts";

/** Copies of one pending request, with ends in no order and many of them at the same moment. */
async function copies(db: Database, count: number): Promise<void> {
  const first = creation({ timeoutMs: 600_000 });
  await storeOn(db).commit(first);
  const columns = `tenant_id, version, status, session_id, client_id, request_type, risk, definition, policy, votes, notes, state,
    key_derived, input_digest, created_at, changed_at`;
  const many =
    db.kind === "postgres"
      ? `generate_series(2, ${count}) as n(i)`
      : `(with recursive n(i) as (select 2 union all select i + 1 from n where i < ${count}) select i from n) as n`;
  const padded = db.kind === "postgres" ? "lpad(n.i::text, 12, '0')" : "printf('%012d', n.i)";
  await fragment
    .raw(
      `insert into requests (${columns}, id, code, expires_at, due_at)
       select ${columns}, '00000000-0000-7000-8000-' || ${padded}, 'c' || n.i, expires_at + (n.i * 7919) % 997, due_at
       from requests, ${many}`,
    )
    .execute(db.withoutTenant("retention"));
}

describeEachDatabase(
  "of 5,000 pending requests",
  migrations,
  (databases) => {
    test("every one is listed once, by the end of its time, however small the pages", async () => {
      const db = await databases.open();
      await copies(db, 5_000);
      const lists = createLists({ db });
      const seen: { readonly id: string; readonly expiresAt: number }[] = [];
      let cursor: string | undefined;
      do {
        const page = await lists.list(tenant, { status: "pending", order: "due", limit: 200, cursor });
        expect(page.count).toBe(5_000);
        seen.push(...page.requests);
        cursor = page.next;
      } while (cursor !== undefined);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(5_000);
      expect(seen.map(({ expiresAt }) => expiresAt)).toEqual(
        seen.map(({ expiresAt }) => expiresAt).toSorted((a, b) => a - b),
      );
    });

    test("a search finds the one, counts it, and what is nowhere", async () => {
      const db = await databases.open();
      await copies(db, 5_000);
      const lists = createLists({ db });
      const query = { status: "pending", order: "due", limit: 10 } as const;
      expect(await lists.list(tenant, { ...query, search: "deploy V2.1.0? „Ä" })).toMatchObject({ count: 5_000 });
      expect(await lists.list(tenant, { ...query, search: "nowhere" })).toMatchObject({ count: 0, requests: [] });
    });

    test("a page is read from its index, without a sort", async () => {
      const db = await databases.open({ connections: 1 });
      await copies(db, 5_000);
      const tool = db.withoutTenant("retention");
      if (db.kind === "postgres") await fragment`analyze requests`.execute(tool);
      const { rows } = await fragment
        .raw<Record<string, string>>(
          `explain ${db.kind === "postgres" ? "" : "query plan"} select id from requests where tenant_id = 'acme' and status = 'pending'
           and expires_at >= 5 and (expires_at > 5 or id > 'x') order by expires_at, id limit 101`,
        )
        .execute(tool);
      const plan = rows.map((row) => Object.values(row).join(" ")).join("\n");
      expect(plan).toContain("requests_next");
      expect(plan).not.toMatch(/sort|temp b-tree/i);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
