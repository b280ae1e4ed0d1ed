import type {
  DecisionChallenge,
  DecisionProof,
  DecisionStatement,
  EventType,
  InboxStart,
  JsonObject,
  Outcome,
  RequestType,
  Risk,
  Status,
} from "@loopgate/contract";
import type { AccountPrincipal } from "../../access/principal.ts";
import type { Session } from "../../gate/ports.ts";
import type { Address, HumanRequest, Millis, Ref, RequestId, TenantId } from "../../gate/request.ts";
import type { Actor } from "../../gate/transition.ts";

/** What is listed, and in which order: `due` is what ends next first, of what is pending. */
export type ListQuery = {
  readonly status: Status | "ended" | "all";
  readonly order: "due" | "newest";
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly search?: string | undefined;
  readonly risk?: Risk | undefined;
  readonly requestType?: RequestType | undefined;
  readonly clientId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly outcome?: Outcome | undefined;
};

export type ListPage = {
  readonly requests: readonly HumanRequest[];
  /** In all, not only here. */
  readonly count: number;
  readonly next?: string;
  /** The database's clock. */
  readonly now: Millis;
};

/** Where a request stands. */
export type Standing = { readonly id: RequestId; readonly version: number; readonly status: Status };

/** Lists of requests as people read them. Throws `invalid_request` for a cursor that is none. */
export type Lists = {
  list(tenantId: TenantId, query: ListQuery): Promise<ListPage>;
  /** How many are pending, and the database's clock. */
  pending(tenantId: TenantId): Promise<{ readonly count: number; readonly now: Millis }>;
  standings(tenantId: TenantId, ids: readonly RequestId[]): Promise<readonly Standing[]>;
};

/** A fact about one request. */
export type Fact = {
  readonly type: EventType;
  readonly at: Millis;
  readonly actor: Actor;
  readonly data: JsonObject;
  /** The version of the request that it made, where it made one. */
  readonly version?: number;
  readonly subject: string;
  /** Its place in the tenant's order, once it has one. */
  readonly seq?: number;
};

/** What has happened to one request besides its versions. */
export type Stories = {
  /** Its facts in order, when its final answer first left for its agent, and the database's clock. */
  of(ref: Ref): Promise<{ readonly facts: readonly Fact[]; readonly fetchedAt?: Millis; readonly now: Millis }>;
  /** Keeps that this responder has looked at the request; once. */
  seen(ref: Ref, responderId: string): Promise<void>;
  /** Keeps that an answer was refused, and why; once for each person and reason. */
  refused(ref: Ref, responderId: string, data: { readonly channel: string; readonly code: string }): Promise<void>;
  /** What became of the earlier requests of this client for the same action, since a moment. */
  past(request: HumanRequest, since: Millis): Promise<Past>;
};

/** How the end of a request was told at the callbacks that its agent named; `failure`: why the newest attempt failed; null: it did not. */
export type ToldOf = (
  ref: Ref,
) => Promise<readonly { readonly at: Millis; readonly host: string; readonly failure: string | null }[]>;

export type Past = {
  readonly approved: number;
  readonly rejected: number;
  readonly other: number;
  readonly lastAt?: Millis;
};

/** A tenant's sessions, newest first. Throws `invalid_request` for a cursor that is none. */
export type SessionList = (
  tenantId: TenantId,
  page: { readonly limit: number; readonly cursor?: string | undefined },
) => Promise<{
  readonly sessions: readonly (Session & { readonly pending: number; readonly lastRequestAt?: Millis })[];
  readonly next?: string;
}>;

/** What people call the chats that are linked, by their addresses. */
export type Titles = (tenantId: TenantId) => Promise<readonly (Address & { readonly title: string | null })[]>;

/** Follows a tenant's facts in their order. */
export type Following = {
  /** Those after a place, as they come, a page at a time and none left out; ends when the signal aborts. */
  follow(tenantId: TenantId, after: number, signal: AbortSignal): AsyncIterable<readonly Fact[]>;
  /** Those that are there already. */
  read(tenantId: TenantId, after: number, limit: number): Promise<readonly Fact[]>;
  /** The last place that was given. */
  last(tenantId: TenantId): Promise<number>;
};

/** Whether it was this person, beyond the cookie. */
export type Proofs = {
  /** What a passkey is to sign, for two minutes. Throws `proof_required` where the account has none for this address. */
  challenge(account: AccountPrincipal, statement: DecisionStatement): Promise<DecisionChallenge>;
  /** How surely; throws `proof_required` and `proof_wrong` where it is no proof of this account for this statement. */
  verify(said: {
    readonly request: Request;
    readonly account: AccountPrincipal;
    readonly statement: DecisionStatement;
    readonly proof: DecisionProof;
  }): Promise<"session" | "passkey">;
};

/** What the first page tells of an account. */
export type About = (
  account: AccountPrincipal,
) => Promise<Pick<InboxStart, "tenants" | "browser_key" | "passkeys" | "passkeys_possible" | "telegram">>;
