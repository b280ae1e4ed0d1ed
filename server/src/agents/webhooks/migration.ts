import { sql } from "kysely";
import type { Migration } from "../../db/migrate.ts";

export type WebhookTables = {
  readonly callbacks: {
    readonly tenant_id: string;
    readonly id: string;
    readonly client_id: string;
    /** Null: every request of the client. */
    readonly request_id: string | null;
    readonly url: string;
    /** The signing secret, sealed to the callback's id. */
    readonly sealed_secret: string;
    readonly created_at: number;
  };
};

/** Addresses that agents registered. One client has an address once for all its requests, and once for each of them. */
export const webhooksMigration: Migration = {
  name: "0001_callbacks",
  tables: ["callbacks"],
  async up(db) {
    await sql`
      create table callbacks (
        tenant_id text not null, id text not null, client_id text not null, request_id text, url text not null,
        sealed_secret text not null, created_at bigint not null, primary key (tenant_id, id))`.execute(db);
    await sql`
      create unique index callbacks_once on callbacks (tenant_id, client_id, coalesce(request_id, ''), url)`.execute(
      db,
    );
  },
};
