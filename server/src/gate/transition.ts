import type { Digest, HumanRequest, Millis, ResponderId } from "./request.ts";
import type { Address } from "./request.ts";
import type { EventType, Json, JsonObject } from "@loopgate/contract";

export type Actor =
  | { readonly kind: "agent"; readonly clientId: string; readonly keyId?: string }
  | { readonly kind: "responder"; readonly id: ResponderId }
  | { readonly kind: "account"; readonly id: string }
  | { readonly kind: "operator" }
  | { readonly kind: "clock" }
  /** Somebody whom nobody knows. */
  | { readonly kind: "stranger" };

/** The fact of a transition. `data` holds digests and ids, no answers and no secrets. */
export type RequestEvent = {
  readonly type: Extract<EventType, `request.${string}`>;
  readonly actor: Actor;
  readonly data: JsonObject;
};

/** What must follow a transition; committed with it as rows and jobs. */
export type Effect =
  /** Makes a delivery row and its job. */
  | { readonly kind: "deliver"; readonly address: Address }
  /** Brings every copy to this version. */
  | { readonly kind: "show" }
  /** Carries out what the gate asked for itself (`Definition.purpose`). */
  | { readonly kind: "call" };

/** Facts of a creation that are no part of the request itself. */
export type Keyed = {
  readonly idempotencyKey?: string;
  /** True where a door derived the key from content: it is forgotten once the answer was returned. */
  readonly derived: boolean;
  readonly inputDigest: Digest;
  /** Of the callback that the request names: its secret as it is kept, and the shape of the body where the agent gave one. */
  readonly callback?: { readonly sealedSecret: string; readonly body?: Json };
  /** The API key that asked, if one did. */
  readonly keyId?: string;
  /** How many requests of this client, and of this key, may be pending, this one included. */
  readonly mostPending: number;
  /** The same of the whole tenant. */
  readonly mostInTenant: number;
};

/** What a rule returns: the request at version + 1 (1 is new), its event, its effects. */
export type Transition = {
  readonly request: HumanRequest;
  /** Holds against the database's clock at the moment of the commit. */
  readonly within?: { readonly before: Millis } | { readonly from: Millis };
  readonly event: RequestEvent;
  readonly effects: readonly Effect[];
  readonly keyed?: Keyed;
};

/** What follows every change that people see: all copies, if any, are brought to it, and the gate's own questions carried out. */
export function followUps({ definition, state }: HumanRequest): readonly Effect[] {
  const show: readonly Effect[] = definition.route.length > 0 ? [{ kind: "show" }] : [];
  return definition.purpose && state.status === "completed" ? [...show, { kind: "call" }] : show;
}
