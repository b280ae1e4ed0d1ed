import type { Assurance, Effect, Json, JsonObject, Outcome, Risk } from "@loopgate/contract";

type Brand<T, B extends string> = T & { readonly __brand: B };

export type TenantId = Brand<string, "tenant">;
export type RequestId = Brand<string, "request">;
export type DeliveryId = Brand<string, "delivery">;
export type ResponderId = Brand<string, "responder">;
export type Digest = Brand<string, "sha256">;
/** Milliseconds since 1970, UTC. */
export type Millis = number;

// ---- what is asked: never changes after creation

/** What will run. The action's digest covers `name` and `arguments`. */
export type Action = {
  readonly name: string;
  readonly arguments: JsonObject;
  readonly description?: string;
  readonly argumentsSchema?: JsonObject;
};

export type Option = { readonly value: string; readonly label: string; readonly effect: Effect };

export type Question =
  | { readonly type: "confirmation" }
  | {
      readonly type: "choice";
      readonly options: readonly Option[];
      readonly picks: { readonly min: number; readonly max: number };
    }
  | { readonly type: "input"; readonly suggestions?: readonly string[] }
  | { readonly type: "form"; readonly schema: JsonObject };

/** A webhook that the agent asked for. */
export type Callback = { readonly url: string };

export type Definition = {
  readonly question: Question;
  readonly message: string;
  readonly action?: Action;
  readonly actionDigest?: Digest;
  readonly allowed: readonly Outcome[];
  readonly risk: Risk;
  /** Six letters by which people name the request to each other; never told to an agent. */
  readonly code: string;
  readonly sessionId: string;
  readonly clientId: string;
  /** True where an API key vouches for `clientId`; a keyless caller only claims it. */
  readonly clientVerified: boolean;
  readonly source?: JsonObject;
  readonly resume?: Json;
  readonly metadata?: JsonObject;
  readonly callback?: Callback;
  /** Where it is pushed to. Channels that pull show it whether it has a route or not. */
  readonly route: readonly Address[];
  /** A question of the gate's own, and what its approval does; agents neither make nor see such requests. */
  readonly purpose?: "link_responder";
};

// ---- who must answer: resolved to people and frozen at creation

export type Address = { readonly channel: string; readonly place: string };

export type Seat =
  | { readonly kind: "responder"; readonly id: ResponderId; readonly step: number }
  /** The person whose private chat this is, once linked. A group vouches for nobody. */
  | { readonly kind: "address"; readonly address: Address; readonly step: number };

export type Quota = { readonly need: number; readonly of: "anyone" | readonly ResponderId[] };
export type Step = { readonly afterMs: Millis; readonly show: readonly Address[]; readonly remind: boolean };

export type Policy = {
  readonly name: string;
  readonly revision: number;
  readonly seats: readonly Seat[];
  /** Every one must be met, by votes that say the same. */
  readonly quorum: readonly Quota[];
  /** This many refusals end the request. */
  readonly rejections: number;
  /** What an answer other than a reject needs. */
  readonly assurance: Assurance;
  /** Outcomes that `same_user` may give although it is weaker, since nothing stronger can be had for them yet. */
  readonly terminal: readonly Outcome[];
  readonly undoMs: Millis;
  readonly agenda: readonly Step[];
  readonly onTimeout: "timeout" | "reject";
};

// ---- what people say

/** What a channel reports; the gate turns it into an Answer or refuses it. */
export type Reply =
  | { readonly kind: "approve" }
  | { readonly kind: "edit"; readonly arguments: JsonObject }
  | { readonly kind: "reject"; readonly reason?: string }
  | { readonly kind: "pick"; readonly values: readonly string[] }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "form"; readonly values: JsonObject };

export type ReplyKind = Reply["kind"];

export type Answer =
  | { readonly outcome: "approve"; readonly values: readonly string[] }
  | { readonly outcome: "edit"; readonly arguments: JsonObject }
  | { readonly outcome: "reject"; readonly values: readonly string[]; readonly reason?: string }
  | { readonly outcome: "respond"; readonly response: Response };

export type Response =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "picks"; readonly values: readonly string[] }
  | { readonly kind: "form"; readonly values: JsonObject };

export type Vote = {
  readonly by: ResponderId;
  readonly byName: string;
  readonly behalfOf?: ResponderId;
  readonly answer: Answer;
  readonly at: Millis;
  readonly via: { readonly address: Address; readonly identity: string; readonly assurance: Assurance };
  readonly deliveryId?: DeliveryId;
  readonly shown: Digest;
  /** The action's digest after this vote's own edits. */
  readonly actionDigest?: Digest;
};

export type Decision = {
  readonly answer: Answer;
  readonly at: Millis;
  readonly actionDigest?: Digest;
  readonly decider:
    | { readonly kind: "votes" }
    | { readonly kind: "policy"; readonly rule: "on_timeout" }
    | { readonly kind: "grant"; readonly id: string };
};

// ---- the request

export type State =
  | {
      readonly status: "pending";
      readonly step: number;
      readonly held?: { readonly decision: Decision; readonly until: Millis };
    }
  | { readonly status: "completed"; readonly decision: Decision; readonly at: Millis }
  | { readonly status: "timeout"; readonly at: Millis }
  | { readonly status: "canceled"; readonly at: Millis; readonly reason?: string };

/** "Why I said no", given afterwards. */
export type Note = { readonly by: ResponderId; readonly byName: string; readonly at: Millis; readonly text: string };

export type HumanRequest = {
  readonly tenantId: TenantId;
  readonly id: RequestId;
  readonly version: number;
  readonly definition: Definition;
  readonly policy: Policy;
  readonly createdAt: Millis;
  readonly expiresAt: Millis;
  /** When the newest version was made: time never runs backwards within one request. */
  readonly changedAt: Millis;
  readonly votes: readonly Vote[];
  readonly notes: readonly Note[];
  readonly state: State;
  /** A door made its key from its content: the key is forgotten before the answer is first given, so that it serves once. */
  readonly keyDerived?: boolean;
};

/** The name by which the gate asks its own questions; no client and no session of an agent may have it. */
export const OWN_NAME = "loopgate";

/** The name of the agent that there is not, in whose name people try what is asked; no agent may have it either. */
export const SAMPLE_NAME = "loopgate-sample";

export type Ref = { readonly tenantId: TenantId; readonly id: RequestId };
