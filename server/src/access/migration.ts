import { sql } from "kysely";
import type { Migration } from "../db/migrate.ts";

/** Responders and their linked identities. `source` says what links it: a pin, the owner's yes, a setting, this machine. */
export const accessMigration: Migration = {
  name: "0001_responders",
  tables: ["responders", "identities"],
  async up(db) {
    await sql`
      create table responders (
        tenant_id text not null, id text not null, name text not null, is_owner bigint not null check (is_owner in (0, 1)),
        created_at bigint not null, primary key (tenant_id, id))`.execute(db);
    await sql`create unique index responders_name on responders (tenant_id, name)`.execute(db);
    await sql`
      create table identities (
        tenant_id text not null, channel text not null, subject text not null, responder_id text not null,
        source text not null check (source in ('machine', 'pinned', 'confirmed', 'setting')), linked_at bigint not null,
        primary key (tenant_id, channel, subject))`.execute(db);
    // Of two chats that are seen first at the same moment, one is pinned.
    await sql`
      create unique index identities_pinned on identities (tenant_id, channel) where source = 'pinned'`.execute(db);
  },
};
