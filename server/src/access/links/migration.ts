import { sql } from "kysely";
import type { Migration } from "../../db/migrate.ts";

/** A check cannot be changed on SQLite, so the table is made anew. */
const identities = [
  `alter table responders add column account_id text`,
  `create unique index responders_account on responders (tenant_id, account_id) where account_id is not null`,
  `alter table identities rename to identities_before`,
  `create table identities (
    tenant_id text not null, channel text not null, subject text not null, responder_id text not null,
    source text not null check (source in ('machine', 'pinned', 'confirmed', 'setting', 'linked')), linked_at bigint not null,
    name text, primary key (tenant_id, channel, subject))`,
  `insert into identities (tenant_id, channel, subject, responder_id, source, linked_at)
    select tenant_id, channel, subject, responder_id, source, linked_at from identities_before`,
  `drop table identities_before`,
  `create unique index identities_pinned on identities (tenant_id, channel) where source = 'pinned'`,
  `create index identities_subject on identities (channel, subject)`,
];

const links = [
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

/** Responders may be accounts; links under way, the chats that are linked, and groups of responders. `responders` is a JSON list of their ids. */
export const linksMigration: Migration = {
  name: "0003_links",
  tables: ["links", "linked_chats", "responder_groups"],
  async up(db) {
    for (const statement of [...identities, ...links]) await sql.raw(statement).execute(db);
  },
};
