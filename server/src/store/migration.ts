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
const pendingOf = `create function pending_of(tenant text, client text, most bigint) returns bigint language plpgsql volatile as $$
  declare pending bigint;
  begin
    select count(*) into pending from requests where tenant_id = tenant and client_id = client and status = 'pending';
    if pending + 64 < most then return pending; end if;
    perform pg_advisory_xact_lock(hashtextextended(tenant || ' ' || client, 0));
    select count(*) into pending from requests where tenant_id = tenant and client_id = client and status = 'pending';
    return pending;
  end $$`;

const requestsMigration: Migration = {
  name: "0001_requests",
  tables: ["requests", "events", "deliveries", "receipts", "sessions"],
  async up(db, kind) {
    const all = kind === "postgres" ? [...statements, pendingOf] : statements;
    for (const statement of all) await sql.raw(statement).execute(db);
  },
};

/**
 * Whether one more request may be pending: of the client, of the API key (null: none), and in the tenant. Near a limit the
 * creations that it concerns take turns, as above; near is as many as a dozen nodes can have under way at once, some eighteen each.
 */
const hasRoom = `create function has_room(tenant text, client text, key text, most bigint, most_in_tenant bigint)
  returns boolean language plpgsql volatile as $$
  declare of_client bigint; of_key bigint; of_tenant bigint; near bigint := 256;
  begin
    loop
      select count(*) filter (where client_id = client), count(*) filter (where key_id = key), count(*)
        into of_client, of_key, of_tenant from requests where tenant_id = tenant and status = 'pending';
      if greatest(of_client, of_key) + near < most and of_tenant + near < most_in_tenant then return true; end if;
      if near = 0 then return false; end if;
      if of_client + near >= most then
        perform pg_advisory_xact_lock(hashtextextended(tenant || ' ' || client, 0));
      end if;
      if key is not null and of_key + near >= most then
        perform pg_advisory_xact_lock(hashtextextended(tenant || ' ' || key, 1));
      end if;
      if of_tenant + near >= most_in_tenant then
        perform pg_advisory_xact_lock(hashtextextended(tenant, 2));
      end if;
      near := 0;
    end loop;
  end $$`;

/** A request remembers the API key that asked. */
const keysMigration: Migration = {
  name: "0002_request_keys",
  tables: [],
  async up(db, kind) {
    await sql`alter table requests add column key_id text`.execute(db);
    await sql`create index requests_open_by_key on requests (tenant_id, key_id) where status = 'pending' and key_id is not null`.execute(
      db,
    );
    if (kind !== "postgres") return;
    await sql`drop function pending_of(text, text, bigint)`.execute(db);
    await sql.raw(hasRoom).execute(db);
  },
};

/** What people look through: what ends next, what became of the same action before, the facts about one request. */
const inboxMigration: Migration = {
  name: "0003_inbox_lists",
  tables: [],
  async up(db, kind) {
    await sql`alter table requests add column action_name text`.execute(db);
    const name =
      kind === "postgres" ? "definition::json #>> '{action,name}'" : "json_extract(definition, '$.action.name')";
    await sql.raw(`update requests set action_name = ${name} where definition like '%"action":%'`).execute(db);
    await sql`create index requests_next on requests (tenant_id, expires_at, id) where status = 'pending'`.execute(db);
    await sql`create index requests_past on requests (tenant_id, client_id, action_name, ended_at) where status <> 'pending' and action_name is not null`.execute(
      db,
    );
    await sql`create index events_about on events (tenant_id, subject) where subject_version is null`.execute(db);
    await sql`create index sessions_newest on sessions (tenant_id, created_at, id)`.execute(db);
  },
};

/** In their order. */
export const storeMigrations = [requestsMigration, keysMigration, inboxMigration];
