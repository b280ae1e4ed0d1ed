import { sql } from "kysely";
import type { Migration } from "../../db/migrate.ts";

export const apiKeysMigration: Migration = {
  name: "0002_api_keys",
  tables: ["api_keys"],
  async up(db) {
    await sql`
      create table api_keys (
        tenant_id text not null, id text not null, account_id text, label text, key_hash text not null, scopes text not null,
        client_id text, created_at bigint not null, expires_at bigint, last_used_at bigint, revoked_at bigint,
        primary key (tenant_id, id))`.execute(db);
    await sql`create unique index api_keys_hash on api_keys (key_hash)`.execute(db);
  },
};
