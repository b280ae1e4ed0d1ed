import type { Assurance } from "@loopgate/contract";
import type { Card, Delivery, Report } from "./delivery.ts";
import type {
  Address,
  Digest,
  DeliveryId,
  HumanRequest,
  Millis,
  Ref,
  RequestId,
  ResponderId,
  TenantId,
} from "./request.ts";
import type { Transition } from "./transition.ts";

/** A request with the moment, by the database's clock, at which it was read. */
export type Found = { readonly request: HumanRequest; readonly now: Millis };

/** Where requests are remembered. */
export type Store = {
  find(ref: Ref): Promise<Found | undefined>;
  findByKey(
    tenantId: TenantId,
    clientId: string,
    key: string,
  ): Promise<{ readonly ref: Ref; readonly inputDigest: Digest } | undefined>;
  /** The database's clock. */
  now(): Promise<Millis>;
  /**
   * Writes a transition, all of it or nothing, and only while its request is at the version before, its window is
   * open and (for a creation) key, code and the client's limit are free. False: the guard met no row; look again.
   */
  commit(transition: Transition): Promise<boolean>;
};

/** What the clock loop and the safety poll ask, across tenants. */
export type Agenda = {
  due(limit: number): Promise<readonly Ref[]>;
  endedSince(at: Millis): Promise<readonly Ref[]>;
  /** Tenants in which something is pending. */
  tenants(): Promise<readonly TenantId[]>;
};

export type RequestFilter = {
  readonly status?: HumanRequest["state"]["status"];
  readonly clientId?: string;
  readonly keyId?: string;
  readonly sessionId?: string;
  /** Leaves out this client's: agents do not see the gate's own questions. */
  readonly exceptClientId?: string;
  readonly requestType?: string;
  readonly risk?: string;
};

/** Lists, newest first, and counts. */
export type Requests = {
  list(
    tenantId: TenantId,
    filter: RequestFilter,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<{ readonly requests: readonly HumanRequest[]; readonly next?: string }>;
  count(tenantId: TenantId, filter: RequestFilter): Promise<number>;
  /** Those among these requests that have ended. */
  ended(tenantId: TenantId, ids: readonly RequestId[]): Promise<readonly HumanRequest[]>;
  byCode(tenantId: TenantId, code: string): Promise<HumanRequest | undefined>;
  /** Says that a final answer has left for its agent: the first time is kept, and a derived key is forgotten. */
  returned(ref: Ref): Promise<void>;
};

export type Deliveries = {
  find(tenantId: TenantId, id: DeliveryId): Promise<Delivery | undefined>;
  byToken(tokenHash: string): Promise<Delivery | undefined>;
  byReceipt(tenantId: TenantId, address: Address, receipt: string): Promise<Delivery | undefined>;
  of(ref: Ref): Promise<readonly Delivery[]>;
  /** Stores token, digest and offers before the first byte is sent. False: it is no longer to be sent. */
  prepare(delivery: Delivery, card: Card, tokenHash: string): Promise<boolean>;
  /** Stores what became of an attempt that showed `version`; where the request moved on meanwhile, `show` is asked for in the same write. */
  record(delivery: Delivery, report: Report, version: number, card?: Card): Promise<void>;
  /** Keeps a copy that was found by its press: a receipt that nobody had recorded. */
  adopt(delivery: Delivery, receipt: string): Promise<void>;
  /** Never sent, and no longer to be. */
  withdraw(delivery: Delivery): Promise<void>;
  /** Has every pending copy at this address shown again (who may answer there has changed). */
  showAgain(tenantId: TenantId, address: Address): Promise<void>;
};

/** Who is speaking, as a channel knows it. */
export type Voter = {
  readonly identity: { readonly channel: string; readonly subject: string; readonly name: string };
  readonly address: Address;
  readonly assurance: Assurance;
};

export type Responder = { readonly id: ResponderId; readonly name: string };

export type Notice = { readonly id: ResponderId; readonly address: Address };

/** Who may be asked: their linked identities, and the strongest kind of them. */
export type Roster = {
  readonly responders: readonly Responder[];
  /** The strongest that a linked identity of this tenant can give, the inbox left out where nobody has a passkey. */
  readonly strongest: Assurance;
  /** Where some of them want to be told that they are waited for, wherever else the request is shown. */
  readonly notices?: readonly Notice[];
  /** The database's clock, read with it; left out where there is nobody. */
  readonly at?: Millis;
};

export type People = {
  /** The responder behind a linked identity; undefined for anybody else. */
  find(tenantId: TenantId, voter: Voter): Promise<Responder | undefined>;
  roster(tenantId: TenantId): Promise<Roster>;
  /** Whether a card at this address meets somebody who may answer: its private chat's own linked person, or any in a group. */
  answerable(tenantId: TenantId, address: Address): Promise<boolean>;
};

/** A session names a group of responders by this and the group's name. */
export const GROUP_PREFIX = "group:";

/** Who is linked beforehand, and who answers together. */
export type Linked = {
  /** Whether requests may be shown there; left out where any chat may be named. */
  readonly isLinked?: ((tenantId: TenantId, address: Address) => Promise<boolean>) | undefined;
  /** The people in each group of responders. */
  groups(tenantId: TenantId): Promise<ReadonlyMap<string, readonly ResponderId[]>>;
};

export type Session = {
  readonly tenantId: TenantId;
  readonly id: string;
  readonly clientId: string;
  readonly addresses: readonly Address[];
  /** Names of those who may answer; empty means everybody linked. */
  readonly responders: readonly string[];
  readonly active: boolean;
  readonly createdAt: Millis;
};

export type Sessions = {
  find(tenantId: TenantId, id: string): Promise<Session | undefined>;
  /** The session; made without a route where nobody has registered it. */
  ensure(session: Pick<Session, "tenantId" | "id" | "clientId">): Promise<Session | undefined>;
  /** Makes the session, or changes the route of later requests. False: another client has it. */
  register(session: Omit<Session, "active" | "createdAt">): Promise<boolean>;
  /** False: no such active session. */
  deactivate(tenantId: TenantId, id: string): Promise<boolean>;
};

/** What a channel is told about the place where a card goes. */
export type Audience = {
  /** False: nobody there may answer, so no approving control is shown. */
  readonly answerable: boolean;
};

/** A way to push cards to people. It shows and reports; it never decides. */
export type Channel = {
  readonly name: string;
  /** Pure: the digest is stored before anything leaves. */
  render(request: HumanRequest, address: Address, audience: Audience): Card;
  deliver(card: Card, token: string, request: HumanRequest, address: Address): Promise<Report>;
  /** Brings every receipt's copy to the request's present state, the final one included. */
  update(delivery: Delivery, card: Card, token: string, request: HumanRequest): Promise<Report>;
  /** A plain message that belongs to no request, such as "you are linked". */
  tell(address: Address, text: string): Promise<Report>;
};
