import { sql } from "kysely";
import type { Migration } from "../../db/migrate.ts";

const statements = [
  `create table links (
    tenant_id text not null, id text not null, account_id text not null, kind text not null check (kind in ('person', 'chat')),
    code_hash text not null, created_at bigint not null, expires_at bigint not null,
    subject text, subject_name text, place text, title text,
    chat_at bigint, page_at bigint, ended_at bigint, ended_as text check (ended_as in ('linked', 'refused', 'taken')),
    primary key (tenant_id, id),
    constraint ended_somehow check ((ended_at is null) = (ended_as is null)),
    constraint linked_by_both check (ended_as is null or ended_as <> 'linked' or (chat_at is not null and page_at is not null)))`,
  `create unique index links_code on links (code_hash)`,

  `create table linked_chats (
    tenant_id text not null, id text not null, channel text not null, place text not null, title text, linked_at bigint not null,
    primary key (tenant_id, id))`,
  `create unique index linked_chats_place on linked_chats (tenant_id, channel, place)`,

  `create table responder_groups (
    tenant_id text not null, name text not null, responders text not null, changed_at bigint not null,
    primary key (tenant_id, name))`,
];

/** Links under way, the chats that are linked, and groups of responders. `responders` is a JSON list of their ids. */
export const linksMigration: Migration = {
  name: "0003_links",
  tables: ["links", "linked_chats", "responder_groups"],
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
