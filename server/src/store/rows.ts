import type { Outcome } from "@loopgate/contract";
import type { Definition, HumanRequest, Note, Policy, RequestId, State, TenantId, Vote } from "../gate/request.ts";
import { dueAt } from "../gate/time.ts";
import type { Keyed } from "../gate/transition.ts";
import type { RequestsTable } from "./tables.ts";

/** What a transition after the creation may change. */
export type Changing = Pick<
  RequestsTable,
  "version" | "status" | "outcome" | "votes" | "notes" | "state" | "changed_at" | "due_at" | "ended_at"
>;

export function changing(request: HumanRequest): Changing {
  const { state } = request;
  return {
    version: request.version,
    status: state.status,
    outcome: outcomeOf(state),
    votes: JSON.stringify(request.votes),
    notes: JSON.stringify(request.notes),
    state: JSON.stringify(state),
    changed_at: request.changedAt,
    due_at: dueAt(request) ?? null,
    ended_at: state.status === "pending" ? null : state.at,
  };
}

function outcomeOf(state: State): Outcome | null {
  return state.status === "completed" ? state.decision.answer.outcome : null;
}

export function newRow(request: HumanRequest, keyed: Keyed): RequestsTable {
  const { definition } = request;
  return {
    ...changing(request),
    tenant_id: request.tenantId,
    id: request.id,
    session_id: definition.sessionId,
    client_id: definition.clientId,
    key_id: keyed.keyId ?? null,
    request_type: definition.question.type,
    risk: definition.risk,
    code: definition.code,
    definition: JSON.stringify(definition),
    policy: JSON.stringify(request.policy),
    idempotency_key: keyed.idempotencyKey ?? null,
    key_derived: keyed.derived ? 1 : 0,
    input_digest: keyed.inputDigest,
    created_at: request.createdAt,
    expires_at: request.expiresAt,
    returned_at: null,
    action_name: definition.action?.name ?? null,
  };
}

/** Our own writing is not checked again; fields that came later than a row get their defaults. */
export function toRequest(row: RequestsTable): HumanRequest {
  return {
    tenantId: row.tenant_id as TenantId,
    id: row.id as RequestId,
    version: row.version,
    definition: JSON.parse(row.definition) as Definition,
    policy: { ...policyDefaults, ...(JSON.parse(row.policy) as Policy) },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    changedAt: row.changed_at,
    votes: JSON.parse(row.votes) as readonly Vote[],
    notes: JSON.parse(row.notes) as readonly Note[],
    state: JSON.parse(row.state) as State,
    ...(row.key_derived === 1 && { keyDerived: true }),
  };
}

/** What an older row's policy means where it says nothing: never more than it allowed when it was frozen. */
const policyDefaults: Omit<Policy, "name" | "revision" | "seats" | "assurance"> = {
  quorum: [{ need: 1, of: "anyone" }],
  rejections: 1,
  terminal: [],
  undoMs: 0,
  agenda: [],
  onTimeout: "timeout",
};
