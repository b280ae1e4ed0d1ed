import { visible, type InboxRow, type Json } from "@loopgate/contract";
import type { Action, HumanRequest, ResponderId } from "../../gate/request.ts";
import { timeText } from "../../gate/view.ts";
import { isAsked } from "../../gate/offers.ts";

const LONGEST_SUMMARY = 200;
const LONGEST_NAME = 100;
const LONGEST_VALUE = 60;
/** Of an action, so many arguments stand in its line. */
const MOST_ARGUMENTS = 4;

/** One line of the list, for this person. */
export function rowOf(request: HumanRequest, responderId: ResponderId | undefined): InboxRow {
  const { definition, state } = request;
  const { action } = definition;
  return {
    request_id: request.id,
    code: definition.code,
    version: request.version,
    status: state.status,
    request_type: definition.question.type,
    risk: definition.risk,
    client_id: short(definition.clientId, LONGEST_NAME),
    session_id: short(definition.sessionId, LONGEST_NAME),
    action: action ? short(action.name, LONGEST_NAME) : null,
    summary: action ? callOf(action) : short(definition.message, LONGEST_SUMMARY),
    by_agent: !action,
    created_at: timeText(request.createdAt),
    expires_at: timeText(request.expiresAt),
    ended_at: state.status === "pending" ? null : timeText(state.at),
    outcome: state.status === "completed" ? state.decision.answer.outcome : null,
    decided_by: deciderOf(request) ?? null,
    votes: votesOf(request),
    mine: isAsked(request, responderId),
  };
}

/** Who made the decision, by name; undefined where nobody has, or a rule did. */
export function deciderOf({ state, votes }: HumanRequest): string | undefined {
  if (state.status !== "completed" || state.decision.decider.kind !== "votes") return undefined;
  const { outcome } = state.decision.answer;
  return votes.findLast(({ answer }) => answer.outcome === outcome)?.byName;
}

/** How many have said yes, and how many it takes. */
export function votesOf({ votes, policy }: HumanRequest): InboxRow["votes"] {
  const given = votes.filter(({ answer }) => answer.outcome !== "reject").length;
  return { given, needed: Math.max(...policy.quorum.map(({ need }) => need)) };
}

/** `db.migrate(force: true, to: 7)`: what will run, with its first arguments. */
function callOf({ name, arguments: given }: Action): string {
  const keys = Object.keys(given).toSorted();
  const shown = keys.slice(0, MOST_ARGUMENTS).map((key) => `${key}: ${briefly(given[key] ?? null)}`);
  const more = keys.length > MOST_ARGUMENTS ? ["…"] : [];
  return short(`${name}(${[...shown, ...more].join(", ")})`, LONGEST_SUMMARY);
}

function briefly(value: Json): string {
  if (typeof value === "string") return cut(value, LONGEST_VALUE);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return Array.isArray(value) ? `[${value.length}]` : "{…}";
}

/** In one line, cut before its hidden characters are written out: nobody makes the list long with them. */
function short(text: string, most: number): string {
  return visible(cut(text, most)).text.replaceAll("\n", " ");
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most - 1);
  return `${/[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head}…`;
}
