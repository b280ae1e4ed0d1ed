import { sql } from "kysely";
import type { Migration } from "../../db/migrate.ts";

/** A connection is a client that an account has let in by OAuth; its tokens are rows of their own, so that a used one is known again. */
export const oauthMigration: Migration = {
  name: "0003_oauth",
  tables: ["oauth_connections", "oauth_tokens"],
  async up(db) {
    await sql`
      create table oauth_connections (
        tenant_id text not null, id text not null, account_id text not null, oauth_client text not null, client_name text not null,
        client_id text not null, verified bigint not null check (verified in (0, 1)), redirect_uri text not null,
        challenge text not null, resource text not null, scopes text not null, created_at bigint not null, last_used_at bigint,
        revoked_at bigint, primary key (tenant_id, id))`.execute(db);
    await sql`
      create table oauth_tokens (
        tenant_id text not null, token_hash text not null, connection_id text not null,
        kind text not null check (kind in ('code', 'access', 'refresh')), scopes text not null, created_at bigint not null,
        expires_at bigint not null, used_at bigint, primary key (tenant_id, token_hash))`.execute(db);
    await sql`create index oauth_tokens_connection on oauth_tokens (tenant_id, connection_id)`.execute(db);
    // Last, so that PostgreSQL takes it while the table is new (db/keys-last.ts).
    await sql`create unique index oauth_tokens_hash on oauth_tokens (token_hash)`.execute(db);
  },
};
