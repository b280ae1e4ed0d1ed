import { sql } from "kysely";
import type { Migration } from "../../db/migrate.ts";

export const membersMigration: Migration = {
  name: "0004_invitations",
  tables: ["invitations"],
  async up(db) {
    await sql`
      create table invitations (
        tenant_id text not null, id text not null, code_hash text not null, role text not null
          check (role in ('admin', 'responder', 'viewer')),
        invited_by text not null, created_at bigint not null, expires_at bigint not null,
        used_at bigint, used_by text, revoked_at bigint, primary key (tenant_id, id))`.execute(db);
    await sql`create unique index invitations_code on invitations (code_hash)`.execute(db);
  },
};
