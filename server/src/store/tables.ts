import type { Outcome, RequestType, Risk, Status } from "@loopgate/contract";
import type { Millis } from "../kit/clock.ts";

/** What `migration.ts` makes of these, column by column; JSON is text here. */
export type RequestsTable = {
  readonly tenant_id: string;
  readonly id: string;
  readonly version: number;
  readonly status: Status;
  readonly outcome: Outcome | null;
  readonly session_id: string;
  readonly client_id: string;
  /** The API key that asked. */
  readonly key_id: string | null;
  readonly request_type: RequestType;
  readonly risk: Risk;
  readonly code: string;
  readonly definition: string;
  readonly policy: string;
  readonly votes: string;
  readonly notes: string;
  readonly state: string;
  readonly idempotency_key: string | null;
  readonly key_derived: number;
  readonly input_digest: string;
  readonly created_at: Millis;
  readonly expires_at: Millis;
  readonly changed_at: Millis;
  readonly due_at: Millis | null;
  readonly ended_at: Millis | null;
  readonly returned_at: Millis | null;
  readonly action_name: string | null;
};

export type EventsTable = {
  readonly tenant_id: string;
  readonly id: string;
  readonly type: string;
  readonly at: Millis;
  readonly subject: string;
  readonly subject_version: number | null;
  readonly actor: string;
  readonly data: string;
  readonly seq: number | null;
};

export type DeliveriesTable = {
  readonly tenant_id: string;
  readonly id: string;
  readonly request_id: string;
  readonly channel: string;
  readonly place: string;
  readonly status: "queued" | "sending" | "sent" | "failed" | "withdrawn";
  readonly token_hash: string | null;
  readonly shown_digest: string | null;
  readonly offers: string | null;
  readonly shown_version: number;
  readonly failure: string | null;
  readonly updated_at: Millis;
};

export type ReceiptsTable = {
  readonly tenant_id: string;
  readonly channel: string;
  readonly place: string;
  readonly receipt: string;
  readonly delivery_id: string;
  readonly at: Millis;
};

export type SessionsTable = {
  readonly tenant_id: string;
  readonly id: string;
  readonly client_id: string;
  readonly addresses: string;
  readonly responders: string;
  readonly active: number;
  readonly created_at: Millis;
};

export type StoreTables = {
  readonly requests: RequestsTable;
  readonly events: EventsTable;
  readonly deliveries: DeliveriesTable;
  readonly receipts: ReceiptsTable;
  readonly sessions: SessionsTable;
};
