import type { CreateRequest } from "@loopgate/contract";
import { defineRequest } from "../../gate/definition.ts";
import { freezePolicy } from "../../gate/policy.ts";
import type { HumanRequest, RequestId, ResponderId, TenantId } from "../../gate/request.ts";

export const NOON = Date.UTC(2026, 10, 23, 12, 0);

/** A pending request, as the gate makes it of an agent's words; `change` is laid over it. */
export function pendingRequest(input: Partial<CreateRequest> = {}, change: Partial<HumanRequest> = {}): HumanRequest {
  const body: CreateRequest = { session_id: "deploys", client_id: "ops-agent", message: "Please decide", ...input };
  const route = [{ channel: "telegram", place: "1" }];
  const definition = { ...defineRequest(body, { risk: "low" }), code: "kqzvbn", clientVerified: false, route };
  const responders = [{ id: "responder-1" as ResponderId, name: "Ann" }];
  return {
    tenantId: "local" as TenantId,
    id: "request-1" as RequestId,
    version: 1,
    definition,
    policy: freezePolicy({
      definition,
      route,
      addresses: [],
      responders,
      strongest: "chat",
      terminalAnswers: "fallback",
    }),
    createdAt: NOON,
    expiresAt: NOON + 300_000,
    changedAt: NOON,
    votes: [],
    notes: [],
    state: { status: "pending", step: 0 },
    ...change,
  };
}
