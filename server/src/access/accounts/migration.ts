import { sql } from "kysely";
import type { Migration } from "../../db/migrate.ts";

/**
 * The first four are better-auth's, by our names (`better-auth.ts`): `session` is a word of ours, so its sessions are sign-ins. They
 * belong to no tenant, since a person may be a member of several. Its times are text on both databases.
 */
const statements = [
  `create table accounts (
    id text not null primary key, name text not null, email text not null unique, email_verified bigint not null, image text,
    username text not null unique, display_username text not null, created_at text not null, updated_at text not null)`,

  `create table credentials (
    id text not null primary key, account_id text not null, provider_id text not null, user_id text not null,
    access_token text, refresh_token text, id_token text, access_token_expires_at text, refresh_token_expires_at text,
    scope text, password text, created_at text not null, updated_at text not null, unique (provider_id, account_id))`,
  `create index credentials_user on credentials (user_id)`,

  `create table sign_ins (
    id text not null primary key, token text not null unique, user_id text not null, expires_at text not null,
    ip_address text, user_agent text, created_at text not null, updated_at text not null)`,
  `create index sign_ins_user on sign_ins (user_id)`,

  `create table verifications (
    id text not null primary key, identifier text not null, value text not null, expires_at text not null,
    created_at text not null, updated_at text not null)`,
  `create index verifications_identifier on verifications (identifier)`,

  `create table tenants (
    tenant_id text not null primary key, name text not null, settings text not null, created_at bigint not null)`,

  `create table members (
    tenant_id text not null, account_id text not null,
    role text not null check (role in ('owner', 'admin', 'responder', 'viewer')), joined_at bigint not null,
    primary key (tenant_id, account_id))`,
  `create index members_account on members (account_id)`,

  `create table one_time_codes (
    tenant_id text not null, code_hash text not null, purpose text not null, created_at bigint not null,
    expires_at bigint not null, used_at bigint, primary key (tenant_id, code_hash))`,
];

export const accountsMigration: Migration = {
  name: "0002_accounts",
  tables: ["accounts", "credentials", "sign_ins", "verifications", "tenants", "members", "one_time_codes"],
  tenantless: ["accounts", "credentials", "sign_ins", "verifications"],
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
