import { sql } from "kysely";
import type { Migration } from "./migrate.ts";

/**
 * Make the primary keys of the busy tables their newest indexes. While a table is new PostgreSQL has no statistics of it, finds
 * every index that begins with `tenant_id` equally good, takes the newest, and keeps that plan: each look-up by id would read all
 * rows of the tenant until the first ANALYZE. Whoever adds an index to one of these tables adds a migration that does this again.
 */
export const keysLastMigrations: readonly Migration[] = [
  keysLast("0002_keys_last", ["requests", "deliveries", "jobs", "responders"]),
  keysLast("0003_keys_last", ["requests", "sessions"]),
  keysLast("0004_keys_last", ["callbacks", "calls"]),
];

function keysLast(name: string, tables: readonly string[]): Migration {
  return {
    name,
    tables: [],
    async up(db, kind) {
      if (kind !== "postgres") return;
      for (const table of tables) {
        await sql.raw(`alter table ${table} drop constraint ${table}_pkey`).execute(db);
        await sql.raw(`alter table ${table} add primary key (tenant_id, id)`).execute(db);
      }
    },
  };
}
