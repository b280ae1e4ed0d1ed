/**
 * What is said to Loopgate and by it, as plain types: this package needs no other, so that its declarations name none.
 * A test compares them with the contract. Readers ignore fields that they do not know.
 */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };
/** An object that JSON can hold; the server says so where it cannot. */
export type JsonInput = Readonly<Record<string, unknown>>;

export type RequestType = "confirmation" | "choice" | "input" | "form";
/** `pending` ends as exactly one of the other three. */
export type Status = "pending" | "completed" | "timeout" | "canceled";
/** `approve` and `edit` are the only ones that allow anything. */
export type Outcome = "approve" | "edit" | "reject" | "respond";
export type Effect = "approve" | "reject" | "neutral";
export type Risk = "low" | "medium" | "high" | "critical";
/** How surely a person answered, weakest first. */
export type Assurance = "same_user" | "chat" | "session" | "passkey";

/** A text, or one whose effect is said outright instead of read from its words. */
export type OptionInput =
  | string
  | { readonly value: string; readonly label?: string | undefined; readonly effect?: Effect | undefined };

export type ShownOption = { readonly value: string; readonly label: string; readonly effect: Effect };

/** What will run if a person says yes. The gate itself shows the name and the arguments. */
export type Action = {
  readonly name: string;
  readonly description?: string | undefined;
  readonly arguments?: JsonInput | undefined;
  /** What edited arguments must satisfy, in Loopgate's subset of JSON Schema. */
  readonly arguments_schema?: JsonInput | undefined;
};

export type CreateRequest = {
  readonly session_id: string;
  readonly client_id: string;
  readonly message: string;
  readonly request_type?: RequestType | undefined;
  readonly options?: readonly OptionInput[] | undefined;
  readonly multiple?: boolean | undefined;
  readonly suggestions?: readonly string[] | undefined;
  readonly schema?: JsonInput | undefined;
  readonly action?: Action | undefined;
  /** What the caller can honour; people are offered nothing else. */
  readonly allowed_decisions?: readonly Outcome[] | undefined;
  readonly source?: JsonInput | undefined;
  /** Given back with the request, never shown. */
  readonly resume?: unknown;
  readonly risk?: Risk | undefined;
  readonly metadata?: JsonInput | undefined;
  /** From 1 to 2,592,000 (30 days). */
  readonly timeout_seconds?: number | undefined;
  readonly callback_url?: string | undefined;
  readonly callback_body?: unknown;
  readonly idempotency_key?: string | undefined;
};

export type RequestCreated = {
  readonly success: true;
  readonly request_id: string;
  readonly status: Status;
  readonly created_at: string;
  readonly expires_at: string;
  readonly options: readonly ShownOption[];
  /** Signs the callback; given this once. */
  readonly callback_secret?: string | undefined;
};

/** The final answer. It never changes; a `reason` may be added once by whoever said no. */
export type Decision = {
  readonly outcome: Outcome;
  readonly options: readonly string[];
  readonly text: string | null;
  readonly values: JsonObject | null;
  /** What may run, corrections included. */
  readonly arguments: JsonObject | null;
  readonly reason: string | null;
  readonly responder: string | null;
  readonly channel: string | null;
  readonly assurance: Assurance | null;
  readonly decided_at: string;
  readonly action_digest: string | null;
  readonly shown_digest: string | null;
};

/** The state of a request. Act on `approved` alone: it is true only for a yes by a person. */
export type PollAnswer = {
  readonly request_id: string;
  readonly status: Status;
  /** True for every status but `pending`. */
  readonly completed: boolean;
  readonly approved: boolean;
  readonly response: string | null;
  readonly metadata: JsonObject;
  readonly timestamp: string;
  readonly decision?: Decision | undefined;
};

/** A whole request as its agent sees it. */
export type RequestView = PollAnswer & {
  readonly session_id: string;
  readonly client_id: string;
  readonly request_type: RequestType;
  readonly message: string;
  readonly options: readonly ShownOption[];
  readonly multiple: boolean;
  readonly suggestions: readonly string[];
  readonly schema: JsonObject | null;
  readonly action: {
    readonly name: string;
    readonly description?: string | undefined;
    readonly arguments?: JsonObject | undefined;
    readonly arguments_schema?: JsonObject | undefined;
    readonly digest: string;
  } | null;
  readonly allowed_decisions: readonly Outcome[];
  readonly risk: Risk;
  readonly source: JsonObject | null;
  readonly resume: Json;
  readonly callback_url: string | null;
  readonly version: number;
  readonly created_at: string;
  readonly expires_at: string;
  readonly ended_at: string | null;
  readonly cancel_reason: string | null;
  readonly votes: readonly { readonly responder: string; readonly outcome: Outcome; readonly at: string }[];
  readonly deliveries: readonly {
    readonly channel: string;
    readonly state: "queued" | "sending" | "sent" | "failed" | "withdrawn";
    readonly error: string | null;
  }[];
};

export type PendingQuery = {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly client_id?: string | undefined;
  readonly session_id?: string | undefined;
  readonly request_type?: RequestType | undefined;
  readonly risk?: Risk | undefined;
};

export type PendingList = {
  readonly pending_requests: readonly Pick<
    RequestView,
    | "request_id"
    | "session_id"
    | "client_id"
    | "request_type"
    | "message"
    | "options"
    | "risk"
    | "metadata"
    | "created_at"
    | "expires_at"
  >[];
  /** How many are pending in all, on every page. */
  readonly count: number;
  readonly next_cursor: string | null;
};

export type RegisterSession = {
  readonly session_id: string;
  readonly client_id: string;
  /** Shorthand for one Telegram address. */
  readonly telegram_id?: number | undefined;
  readonly addresses?:
    | readonly {
        readonly channel: "telegram";
        readonly chat_id: number | string;
        readonly topic_id?: number | undefined;
      }[]
    | undefined;
  /** Names of the responders who may answer. */
  readonly responders?: readonly string[] | undefined;
};

/** One bad field: where it is (`options[1].label`) and what to do about it. */
export type FieldError = { readonly path: string; readonly message: string };
