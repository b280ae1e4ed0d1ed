import { sql } from "kysely";
import type { Migration } from "../db/migrate.ts";

/** Times are milliseconds in UTC; definition, policy, votes, notes, state, offers, actor and data are JSON. */
const statements = [
  `create table requests (
    tenant_id text not null, id text not null, version bigint not null check (version >= 1),
    status text not null check (status in ('pending', 'completed', 'timeout', 'canceled')),
    outcome text check (outcome in ('approve', 'edit', 'reject', 'respond')),
    session_id text not null, client_id text not null, request_type text not null, risk text not null, code text not null,
    definition text not null, policy text not null, votes text not null, notes text not null, state text not null,
    idempotency_key text, key_derived bigint not null check (key_derived in (0, 1)), input_digest text not null,
    created_at bigint not null, expires_at bigint not null, changed_at bigint not null, due_at bigint, ended_at bigint,
    returned_at bigint,
    primary key (tenant_id, id),
    constraint ends_once check ((status = 'pending') = (ended_at is null)),
    constraint pending_is_due check ((status = 'pending') = (due_at is not null)),
    constraint outcome_when_completed check ((status = 'completed') = (outcome is not null)))`,
  `create unique index requests_key on requests (tenant_id, client_id, idempotency_key) where idempotency_key is not null`,
  `create unique index requests_code on requests (tenant_id, code)`,
  `create index requests_open on requests (tenant_id, client_id) where status = 'pending'`,
  `create index requests_newest on requests (tenant_id, created_at, id)`,
  `create index requests_due on requests (due_at) where due_at is not null`,
  `create index requests_ended on requests (ended_at) where ended_at is not null`,

  `create table events (
    tenant_id text not null, id text not null, type text not null, at bigint not null, subject text not null,
    subject_version bigint, actor text not null, data text not null, seq bigint, primary key (tenant_id, id))`,
  `create unique index events_subject on events (tenant_id, subject, subject_version) where subject_version is not null`,
  `create unique index events_seq on events (tenant_id, seq) where seq is not null`,
  `create index events_unsealed on events (at) where seq is null`,

  `create table deliveries (
    tenant_id text not null, id text not null, request_id text not null, channel text not null, place text not null,
    status text not null check (status in ('queued', 'sending', 'sent', 'failed', 'withdrawn')),
    token_hash text, shown_digest text, offers text, shown_version bigint not null default 0, failure text,
    updated_at bigint not null,
    primary key (tenant_id, id), unique (tenant_id, request_id, channel, place),
    constraint token_before_sending check
      (status not in ('sending', 'sent') or (token_hash is not null and shown_digest is not null and offers is not null)))`,
  `create unique index deliveries_token on deliveries (token_hash) where token_hash is not null`,
  `create index deliveries_place on deliveries (tenant_id, channel, place)`,

  `create table receipts (
    tenant_id text not null, channel text not null, place text not null, receipt text not null, delivery_id text not null,
    at bigint not null, primary key (tenant_id, channel, place, receipt))`,
  `create index receipts_delivery on receipts (tenant_id, delivery_id)`,

  `create table sessions (
    tenant_id text not null, id text not null, client_id text not null, addresses text not null, responders text not null,
    active bigint not null check (active in (0, 1)), created_at bigint not null, primary key (tenant_id, id))`,
];

/**
 * How many requests of a client are pending. Near the limit creations of one client take turns, so that each counts what the
 * one before it committed: a plain count in the insert sees only what was committed before the statement began. (A function
 * that is volatile takes a new snapshot for each of its statements.)
 */
const pendingOf = (
  near: number,
) => `create or replace function pending_of(tenant text, client text, most bigint) returns bigint language plpgsql volatile as $$
  declare pending bigint;
  begin
    select count(*) into pending from requests where tenant_id = tenant and client_id = client and status = 'pending';
    if pending + ${near} < most then return pending; end if;
    perform pg_advisory_xact_lock(hashtextextended(tenant || ' ' || client, 0));
    select count(*) into pending from requests where tenant_id = tenant and client_id = client and status = 'pending';
    return pending;
  end $$`;

export const storeMigration: Migration = {
  name: "0001_requests",
  tables: ["requests", "events", "deliveries", "receipts", "sessions"],
  async up(db, kind) {
    const all = kind === "postgres" ? [...statements, pendingOf(64)] : statements;
    for (const statement of all) await sql.raw(statement).execute(db);
  },
};

/** Near is as many creations as a dozen nodes can have under way at once, now that several travel together. */
export const pendingMigration: Migration = {
  name: "0002_pending_of",
  tables: [],
  async up(db, kind) {
    if (kind === "postgres") await sql.raw(pendingOf(256)).execute(db);
  },
};
