import { sql } from "kysely";
import type { Millis } from "../../kit/clock.ts";
import type { Migration } from "../../db/migrate.ts";

export type TelegramTables = {
  readonly telegram_bots: {
    readonly tenant_id: string;
    readonly bot_id: string;
    /** The first update that is not stored yet. */
    readonly next_offset: number;
    /** Of the lease under which the offset was written. */
    readonly fence: number;
    /** The webhook that this program has set, so that it can tell its own from a stranger's. */
    readonly webhook_url: string | null;
  };
  readonly telegram_updates: {
    readonly tenant_id: string;
    readonly bot_id: string;
    readonly update_id: number;
    readonly lane: string;
    readonly body: string;
    readonly received_at: Millis;
    readonly attempts: number;
    readonly done_at: Millis | null;
  };
  readonly telegram_drafts: {
    readonly tenant_id: string;
    readonly bot_id: string;
    readonly chat: string;
    /** The message that must be replied to. */
    readonly prompt: string;
    /** Who must reply. */
    readonly subject: string;
    readonly delivery_id: string;
    readonly request_id: string;
    readonly kind: string;
    readonly expires_at: Millis;
  };
};

const telegramMigration: Migration = {
  name: "0001_telegram",
  tables: ["telegram_bots", "telegram_updates", "telegram_drafts"],
  async up(db) {
    await sql`
      create table telegram_bots (
        tenant_id text not null, bot_id text not null, next_offset bigint not null, fence bigint not null, webhook_url text,
        primary key (tenant_id, bot_id))`.execute(db);
    await sql`
      create table telegram_updates (
        tenant_id text not null, bot_id text not null, update_id bigint not null, lane text not null, body text not null,
        received_at bigint not null, attempts bigint not null default 0, done_at bigint,
        primary key (tenant_id, bot_id, update_id))`.execute(db);
    await sql`
      create index telegram_updates_open on telegram_updates (tenant_id, bot_id, lane, update_id)
        where done_at is null`.execute(db);
    await sql`
      create table telegram_drafts (
        tenant_id text not null, bot_id text not null, chat text not null, prompt text not null, subject text not null,
        delivery_id text not null, request_id text not null, kind text not null check (kind in ('text', 'reason')),
        expires_at bigint not null,
        primary key (tenant_id, bot_id, chat, prompt, subject))`.execute(db);
    await sql`create index telegram_drafts_of on telegram_drafts (tenant_id, bot_id, delivery_id, subject)`.execute(db);
  },
};

/** A prompt is found by its message, whosever tenant it is of. */
const promptsMigration: Migration = {
  name: "0002_telegram_prompts",
  tables: [],
  async up(db) {
    await sql`create index telegram_drafts_prompt on telegram_drafts (bot_id, chat, prompt)`.execute(db);
  },
};

/** In their order. */
export const telegramMigrations = [telegramMigration, promptsMigration];
