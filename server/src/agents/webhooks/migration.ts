import { sql } from "kysely";
import type { Migration } from "../../db/migrate.ts";
import type { Millis } from "../../kit/clock.ts";

export type CallbacksTable = {
  readonly tenant_id: string;
  readonly id: string;
  readonly client_id: string;
  /** Null: every request of the client. */
  readonly request_id: string | null;
  /** The same, with "" for every request: what an ending looks for. */
  readonly scope: string;
  readonly url: string;
  /** JSON: the shape of what is posted; null is the event. */
  readonly body: string | null;
  /** The signing secret, sealed to the callback's id. */
  readonly sealed_secret: string;
  /** The one before, which signs too until its time is over. */
  readonly old_sealed_secret: string | null;
  readonly old_until: Millis | null;
  readonly created_at: Millis;
  /** Since when the receiver wants nothing more (410). */
  readonly ended_at: Millis | null;
};

/** The end of one request, to be told at one callback. */
export type CallsTable = {
  readonly tenant_id: string;
  readonly id: string;
  readonly callback_id: string;
  readonly request_id: string;
  /** Of the ending; its id is the `webhook-id`. */
  readonly event_id: string;
  readonly event_type: string;
  readonly event_at: Millis;
  /** Calls of one lane share the connections to one receiver. */
  readonly lane: string;
  /** `dropped`: the receiver wants nothing more, or the request is no longer kept. */
  readonly status: "due" | "told" | "failed" | "dropped";
  readonly attempts: number;
  readonly next_at: Millis;
  /** The HTTP status that came last. */
  readonly answer: number | null;
  readonly error: string | null;
  readonly created_at: Millis;
  readonly updated_at: Millis;
};

export type WebhookTables = { readonly callbacks: CallbacksTable; readonly calls: CallsTable };

/** Addresses that agents registered. */
const callbacksMigration: Migration = {
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

/** What is sent to them. One client has an address once for all its requests, and once for each of them. */
const callsMigration: Migration = {
  name: "0002_calls",
  tables: ["calls"],
  async up(db) {
    for (const statement of [
      `alter table callbacks add column scope text not null default ''`,
      `update callbacks set scope = coalesce(request_id, '')`,
      `alter table callbacks add column body text`,
      `alter table callbacks add column old_sealed_secret text`,
      `alter table callbacks add column old_until bigint`,
      `alter table callbacks add column ended_at bigint`,
      `drop index callbacks_once`,
      `create unique index callbacks_once on callbacks (tenant_id, client_id, scope, url)`,
      `create table calls (
        tenant_id text not null, id text not null, callback_id text not null, request_id text not null,
        event_id text not null, event_type text not null, event_at bigint not null, lane text not null,
        status text not null check (status in ('due', 'told', 'failed', 'dropped')),
        attempts bigint not null default 0, next_at bigint not null, answer bigint, error text,
        created_at bigint not null, updated_at bigint not null,
        primary key (tenant_id, id), unique (tenant_id, callback_id, event_id))`,
      `create index calls_due on calls (tenant_id, lane, next_at) where status = 'due'`,
      `create index calls_old on calls (updated_at) where status <> 'due'`,
    ])
      await sql.raw(statement).execute(db);
  },
};

/** A request's own story tells of its calls. */
const storyMigration: Migration = {
  name: "0003_calls_of_a_request",
  tables: [],
  async up(db) {
    await sql`create index calls_of_request on calls (tenant_id, request_id)`.execute(db);
  },
};

/** In their order. */
export const webhooksMigrations = [callbacksMigration, callsMigration, storyMigration];
