import { sql } from "kysely";
import type { Migration } from "../../db/migrate.ts";

/** A browser belongs to the account that subscribed last with it. `failing_since`: nothing has reached it since then. */
export const browsersMigration: Migration = {
  name: "0006_push_subscriptions",
  tables: ["push_subscriptions"],
  async up(db) {
    await sql`
      create table push_subscriptions (
        tenant_id text not null, id text not null, account_id text not null, endpoint_hash text not null, sealed text not null,
        created_at bigint not null, failing_since bigint, primary key (tenant_id, id))`.execute(db);
    await sql`create unique index push_subscriptions_endpoint on push_subscriptions (tenant_id, endpoint_hash)`.execute(
      db,
    );
  },
};
