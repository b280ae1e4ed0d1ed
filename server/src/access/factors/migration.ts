import { sql } from "kysely";
import type { Migration } from "../../db/migrate.ts";

/**
 * What proves who somebody is, besides his password. Like accounts it belongs to no tenant. `identities.assurance` says what an identity
 * can prove where that is more than its channel's: written with the passkeys, so that no creation looks at those.
 */
const statements = [
  `create table passkeys (
    id text not null primary key, account_id text not null, credential_id text not null unique, public_key text not null,
    counter bigint not null, transports text not null, rp_id text not null, name text not null,
    created_at bigint not null, last_used_at bigint)`,
  `create index passkeys_account on passkeys (account_id)`,
  `create table used_nonces (nonce_hash text not null primary key, expires_at bigint not null)`,
  `alter table sign_ins add column browser_key text`,
  `alter table identities add column assurance text check (assurance = 'passkey')`,
];

export const factorsMigration: Migration = {
  name: "0005_factors",
  tables: ["passkeys", "used_nonces"],
  tenantless: ["passkeys", "used_nonces"],
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
