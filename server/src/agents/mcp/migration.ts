import { sql } from "kysely";
import type { Migration } from "../../db/migrate.ts";

export type McpTables = {
  readonly permission_uses: { readonly tenant_id: string; readonly request_id: string; readonly used_at: number };
};

/** Which permissions were given out: each lets one call run, once. */
export const mcpMigration: Migration = {
  name: "0001_permission_uses",
  tables: ["permission_uses"],
  async up(db) {
    await sql`
      create table permission_uses (
        tenant_id text not null, request_id text not null, used_at bigint not null,
        primary key (tenant_id, request_id))`.execute(db);
  },
};
