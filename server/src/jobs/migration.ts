import { sql } from "kysely";
import type { Migration } from "../db/migrate.ts";

export const jobsMigration: Migration = {
  name: "0001_jobs",
  tables: ["jobs"],
  async up(db) {
    await sql`
      create table jobs (
        tenant_id text not null, id text not null, kind text not null, key text not null, payload text not null,
        run_at bigint not null, generation bigint not null default 1, attempts bigint not null default 0,
        leased_until bigint not null default 0, last_error text, dead_at bigint,
        primary key (tenant_id, id), unique (tenant_id, kind, key))`.execute(db);
    await sql`create index jobs_due on jobs (run_at) where dead_at is null`.execute(db);
  },
};
