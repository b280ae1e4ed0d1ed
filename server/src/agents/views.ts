import type { PendingList, RequestCreated, RequestView } from "@loopgate/contract";
import type { Asked } from "../gate/asking.ts";
import type { Delivery } from "../gate/delivery.ts";
import type { HumanRequest, Option } from "../gate/request.ts";
import { answerView, timeText } from "../gate/view.ts";

export function createdView({ request, callbackSecret }: Asked): RequestCreated {
  return {
    success: true,
    request_id: request.id,
    status: request.state.status,
    created_at: timeText(request.createdAt),
    expires_at: timeText(request.expiresAt),
    options: optionsOf(request),
    ...(callbackSecret !== undefined && { callback_secret: callbackSecret }),
  };
}

export function pendingView(request: HumanRequest): PendingList["pending_requests"][number] {
  const { definition } = request;
  return {
    request_id: request.id,
    session_id: definition.sessionId,
    client_id: definition.clientId,
    request_type: definition.question.type,
    message: definition.message,
    options: optionsOf(request),
    risk: definition.risk,
    metadata: definition.metadata ?? {},
    created_at: timeText(request.createdAt),
    expires_at: timeText(request.expiresAt),
  };
}

/** The whole request: no address, receipt, token or code. */
export function requestView(request: HumanRequest, deliveries: readonly Delivery[]): RequestView {
  const { definition, state } = request;
  const { question, action } = definition;
  return {
    ...pendingView(request),
    ...answerView(request),
    multiple: question.type === "choice" && question.picks.max > 1,
    suggestions: question.type === "input" ? [...(question.suggestions ?? [])] : [],
    schema: question.type === "form" ? question.schema : null,
    action: action
      ? {
          name: action.name,
          arguments: action.arguments,
          ...(action.description !== undefined && { description: action.description }),
          ...(action.argumentsSchema && { arguments_schema: action.argumentsSchema }),
          digest: String(definition.actionDigest),
        }
      : null,
    allowed_decisions: [...definition.allowed],
    source: definition.source ?? null,
    resume: definition.resume ?? null,
    callback_url: definition.callback?.url ?? null,
    version: request.version,
    ended_at: state.status === "pending" ? null : timeText(state.at),
    cancel_reason: state.status === "canceled" ? (state.reason ?? null) : null,
    votes: request.votes.map((vote) => ({
      responder: vote.byName,
      outcome: vote.answer.outcome,
      at: timeText(vote.at),
    })),
    deliveries: deliveries.map(deliveryView),
  };
}

function deliveryView({ address, state }: Delivery): RequestView["deliveries"][number] {
  return { channel: address.channel, state: state.status, error: state.status === "failed" ? state.reason : null };
}

export function optionsOf({ definition: { question } }: HumanRequest): Option[] {
  return question.type === "choice" ? [...question.options] : [];
}
