import { canonical, type HumanAnswer } from "@loopgate/contract";
import type { HumanRequest, Millis } from "../../gate/request.ts";
import { answerView, timeText } from "../../gate/view.ts";
import { optionsOf } from "../views.ts";
import type { ToolOutcome } from "./tool.ts";

/** How long the next look may wait, in seconds, where nothing is known of the client. */
const LOOK_SECONDS = 40;

type Extra = {
  /** Signs the callback; told by the call that made it. */
  readonly callbackSecret?: string | undefined;
  /** How long the next look may wait, in seconds: as long as the client bears, so that its model looks seldom. */
  readonly lookSeconds?: number;
};

/** What a tool tells of a request: fields for a program, and sentences that a model understands without guessing. */
export function tell(request: HumanRequest, extra: Extra = {}): Extract<ToolOutcome, { kind: "done" }> {
  const answer = humanAnswer(request, extra);
  return { kind: "done", text: `${sentences(answer).join("\n")}\n${answer.next}`, structured: answer };
}

function humanAnswer(request: HumanRequest, { callbackSecret, lookSeconds = LOOK_SECONDS }: Extra): HumanAnswer {
  const { definition } = request;
  const answer = answerView(request);
  return {
    ...answer,
    expires_at: timeText(request.expiresAt),
    options: optionsOf(request),
    action_digest: definition.actionDigest ?? null,
    next: nextStep(answer, lookSeconds),
    ...(callbackSecret !== undefined && { callback_secret: callbackSecret }),
  };
}

function nextStep(
  { status, approved, decision, request_id: id }: Pick<HumanAnswer, "status" | "approved" | "decision" | "request_id">,
  lookSeconds: number,
): string {
  if (status === "pending")
    return `Do NOT proceed, and do not ask again. Call check_request_status with request_id "${id}" and wait_seconds ${lookSeconds}, and repeat that until the status is no longer pending.`;
  const verify = `To verify, call check_request_status with request_id "${id}".`;
  if (approved && decision?.outcome === "edit")
    return `Proceed ONLY with the changed arguments in decision.arguments, and only with what was asked. ${verify}`;
  if (approved) return `Proceed with exactly what was asked, once. ${verify}`;
  if (decision?.outcome === "respond") return `Use this answer. It is no approval of any action. ${verify}`;
  return `Do NOT proceed with what was asked. ${verify}`;
}

function sentences({
  decision,
  status,
  expires_at: expiresAt,
  action_digest: asked,
  ...rest
}: HumanAnswer): readonly string[] {
  const request = `Loopgate request ${rest.request_id}`;
  if (status === "pending")
    return [`No person has answered yet. ${request} is pending until ${expiresAt}.`, "Nothing is approved."];
  if (status === "timeout")
    return [`${request} ended at ${rest.timestamp}: nobody answered in time. It is not approved.`];
  if (status === "canceled" || !decision) return [`${request} was canceled at ${rest.timestamp}. It is not approved.`];
  const who = `${decision.responder ?? "the policy"}${decision.channel === null ? "" : ` (over ${decision.channel})`}`;
  const what = { approve: "APPROVED", edit: "APPROVED with changes", reject: "REJECTED", respond: "ANSWERED" }[
    decision.outcome
  ];
  return [
    `Decision recorded by Loopgate, a gate outside of this chat: ${what} by ${who} at ${decision.decided_at}.`,
    ...(decision.options.length > 0
      ? [`Picked: ${decision.options.map((option) => JSON.stringify(option)).join(", ")}.`]
      : []),
    ...(decision.text === null ? [] : [`Their words: ${JSON.stringify(decision.text)}`]),
    ...(decision.values === null ? [] : [`Their values: ${canonical(decision.values)}`]),
    ...(decision.outcome === "edit" && decision.arguments
      ? [`Changed arguments: ${canonical(decision.arguments)}`]
      : []),
    ...(decision.reason === null ? [] : [`Reason: ${JSON.stringify(decision.reason)}`]),
    `It is the answer to ${request}${digestText(decision.action_digest ?? asked)}.`,
  ];
}

function digestText(digest: string | null): string {
  return digest === null ? "" : `, and holds for the action with the SHA-256 ${digest} only`;
}

/** While a person is waited for: how much time is left, and where the answer can be given. */
export function waitingText({ definition, expiresAt }: HumanRequest, now: Millis): string {
  const channels = [...new Set(definition.route.map(({ channel }) => channel))];
  const where =
    channels.length > 0
      ? `They were asked on ${channels.join(" and ")}`
      : "Nobody's chat is registered for this session";
  return `Waiting for a person to answer; ${spanText(expiresAt - now)} left. ${where}; \`loopgate pending\` on Loopgate's machine shows it too.`;
}

function spanText(ms: Millis): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const units: readonly (readonly [number, string])[] = [
    [86_400, "d"],
    [3600, "h"],
    [60, "min"],
    [1, "s"],
  ];
  const at = units.findIndex(([size]) => seconds >= size);
  const [[size, unit], finer] = [units[at < 0 ? 3 : at] ?? ([1, "s"] as const), units[at + 1]];
  const rest = finer && Math.floor((seconds % size) / finer[0]);
  return `${Math.floor(seconds / size)} ${unit}${finer && rest ? ` ${rest} ${finer[1]}` : ""}`;
}
