import type { Address, Definition, HumanRequest, Millis, Policy, RequestId, TenantId } from "./request.ts";
import type { Actor, Keyed, Transition } from "./transition.ts";

export type Creation = {
  readonly tenantId: TenantId;
  readonly id: RequestId;
  readonly definition: Omit<Definition, "route">;
  readonly policy: Policy;
  readonly timeoutMs: Millis;
  readonly show: readonly Address[];
  readonly by: Actor;
  readonly keyed: Keyed;
  /** The database's clock, where it was read a moment ago; the gate asks for it otherwise. */
  readonly now?: Millis;
};

/** A new request, shown at each address. */
export function create(creation: Creation, now: Millis): Transition & { readonly request: HumanRequest } {
  const { tenantId, id, definition, policy, timeoutMs, show, by, keyed } = creation;
  const request: HumanRequest = {
    tenantId,
    id,
    version: 1,
    definition: { ...definition, route: show },
    policy,
    createdAt: now,
    expiresAt: now + timeoutMs,
    changedAt: now,
    votes: [],
    notes: [],
    state: { status: "pending", step: 0 },
    ...(keyed.derived && { keyDerived: true }),
  };
  return {
    request,
    event: {
      type: "request.created",
      actor: by,
      data: {
        request_type: definition.question.type,
        risk: definition.risk,
        action_digest: definition.actionDigest ?? null,
      },
    },
    effects: show.map((address) => ({ kind: "deliver", address })),
    keyed,
  };
}
