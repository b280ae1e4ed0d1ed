import { canonical, type Decision as DecisionView, type PollAnswer } from "@loopgate/contract";
import type { Answer, Decision, Definition, HumanRequest, Millis, Response, Vote } from "./request.ts";

/** What the agent reads: the state, and the answer once there is one. The only place where `approved` is worked out. */
export function answerView(request: HumanRequest): PollAnswer {
  const { state, definition } = request;
  const decision = state.status === "completed" ? state.decision : undefined;
  return {
    request_id: request.id,
    status: state.status,
    completed: state.status !== "pending",
    approved: decision !== undefined && isApproval(decision.answer),
    response: decision ? responseOf(decision.answer) : null,
    metadata: definition.metadata ?? {},
    timestamp: timeText(state.status === "pending" ? request.createdAt : state.at),
    ...(decision && { decision: decisionView(request, decision) }),
  };
}

function isApproval(answer: Answer): boolean {
  return answer.outcome === "approve" || answer.outcome === "edit";
}

/** RFC 3339 in UTC with milliseconds. */
export function timeText(at: Millis): string {
  return new Date(at).toISOString();
}

/** An option's value, a text, or canonical JSON for whatever has more parts. */
function responseOf(answer: Answer): string | null {
  switch (answer.outcome) {
    case "approve":
    case "reject":
      return answer.values[0] ?? null;
    case "edit":
      return canonical(answer.arguments);
    case "respond":
      return responseText(answer.response);
  }
}

function responseText(response: Response): string {
  if (response.kind === "text") return response.text;
  if (response.kind === "form") return canonical(response.values);
  const [only, ...others] = response.values;
  return only !== undefined && others.length === 0 ? only : canonical(response.values);
}

function decisionView(request: HumanRequest, decision: Decision): DecisionView {
  const { answer } = decision;
  const last = decidingVote(request, decision);
  return {
    outcome: answer.outcome,
    options: [...optionsOf(answer)],
    text: answer.outcome === "respond" && answer.response.kind === "text" ? answer.response.text : null,
    values: answer.outcome === "respond" && answer.response.kind === "form" ? answer.response.values : null,
    arguments: argumentsOf(request.definition, answer),
    reason: (answer.outcome === "reject" ? answer.reason : undefined) ?? request.notes[0]?.text ?? null,
    responder: last?.byName ?? null,
    channel: last?.via.address.channel ?? null,
    assurance: last?.via.assurance ?? null,
    decided_at: timeText(decision.at),
    action_digest: decision.actionDigest ?? null,
    shown_digest: last?.shown ?? null,
  };
}

/** The vote that made the decision: the last that said it. */
function decidingVote(request: HumanRequest, decision: Decision): Vote | undefined {
  return request.votes.findLast((vote) => vote.at === decision.at && vote.answer.outcome === decision.answer.outcome);
}

function optionsOf(answer: Answer): readonly string[] {
  if (answer.outcome === "approve" || answer.outcome === "reject") return answer.values;
  return answer.outcome === "respond" && answer.response.kind === "picks" ? answer.response.values : [];
}

function argumentsOf({ action }: Definition, answer: Answer): DecisionView["arguments"] {
  if (answer.outcome === "edit") return answer.arguments;
  return answer.outcome === "approve" && action ? action.arguments : null;
}
