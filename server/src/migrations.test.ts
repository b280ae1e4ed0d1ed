import { sql } from "kysely";
import { expect, test } from "vitest";
import { describeEachDatabase } from "../../test/databases.ts";
import { MIGRATIONS } from "./migrations.ts";

describeEachDatabase(
  "a schema that is new",
  MIGRATIONS,
  (databases) => {
    test.each(["requests", "deliveries", "jobs", "responders", "sessions", "callbacks", "calls"])(
      "finds a row of %s by its primary key, although there are no statistics yet",
      async (table) => {
        const db = await databases.open({ connections: 1 });
        const tool = db.withoutTenant("retention");
        await sql`set plan_cache_mode = force_generic_plan`.execute(tool);
        await sql
          .raw(`prepare look (text, text) as select * from ${table} where tenant_id = $1 and id = $2`)
          .execute(tool);
        const { rows } = await sql<Record<string, string>>`explain execute look ('a', 'b')`.execute(tool);
        expect(rows.map((row) => Object.values(row).join()).join("\n")).toContain(`using ${table}_pkey`);
      },
    );
  },
  ["PostgreSQL"],
);
