import { saysTheSame } from "../../gate/answer.ts";
import type { Answer, HumanRequest, Millis, Vote } from "../../gate/request.ts";
import type { Texts } from "../../texts/index.ts";
import { cut } from "./html.ts";

/** How a request ended, for its card and for a late press. */
export type Ending = {
  readonly mark: string;
  /** "Approved by Ann" */
  readonly sentence: string;
  /** "2026-11-23 12:03 UTC via telegram" */
  readonly when: string;
  /** A reason or an answer, labelled; people's and agents' own words. */
  readonly remarks: readonly { readonly label: string; readonly words: string }[];
};

const LONGEST_NAME = 40;
const LONGEST_REMARK = 200;

/** Undefined while the request is pending. */
export function endingOf(request: HumanRequest, texts: Texts): Ending | undefined {
  const { state } = request;
  const { card } = texts;
  switch (state.status) {
    case "pending":
      return undefined;
    case "timeout":
      return { mark: "⌛", sentence: card.timedOut, when: utc(state.at), remarks: [] };
    case "canceled": {
      const remarks = state.reason === undefined ? [] : [remark(card.cancelReason, state.reason)];
      return { mark: "🚫", sentence: card.canceled, when: utc(state.at), remarks };
    }
    case "completed":
      return completed(request, state.decision.answer, state.at, texts);
  }
}

function completed(request: HumanRequest, answer: Answer, at: Millis, { card }: Texts): Ending {
  const deciders = request.votes.filter((vote) => vote.answer.outcome === answer.outcome && agrees(vote, answer));
  const byPeople = request.state.status === "completed" && request.state.decision.decider.kind === "votes";
  const channels = [...new Set(deciders.map(({ via }) => via.address.channel))];
  return {
    mark: MARKS[answer.outcome],
    sentence: byPeople ? card.decided(answer.outcome, namesOf(deciders)) : card.decidedByPolicy(answer.outcome),
    when: [utc(at), ...(byPeople ? channels.map(card.via) : [])].join(" "),
    remarks: remarksOf(request, answer, { card }),
  };
}

const MARKS: Record<Answer["outcome"], string> = { approve: "✅", edit: "✅", reject: "⛔", respond: "💬" };

/** Rejections count together whatever else they say; everything else must say the same. */
function agrees({ answer }: Vote, decided: Answer): boolean {
  return decided.outcome === "reject" || saysTheSame(answer, decided);
}

function remarksOf(request: HumanRequest, answer: Answer, { card }: Pick<Texts, "card">): Ending["remarks"] {
  const reason = (answer.outcome === "reject" ? answer.reason : undefined) ?? request.notes[0]?.text;
  const picked = answer.outcome === "approve" || answer.outcome === "reject" ? answer.values : [];
  const said = [...(answer.outcome === "respond" ? [responseOf(request, answer)] : []), labelsOf(request, picked)];
  return [
    ...said.filter((words) => words !== "").map((words) => remark(card.answer, words)),
    ...(reason === undefined ? [] : [remark(card.reason, reason)]),
  ];
}

function responseOf(request: HumanRequest, { response }: Extract<Answer, { outcome: "respond" }>): string {
  if (response.kind === "text") return response.text;
  return response.kind === "picks" ? labelsOf(request, response.values) : "";
}

function labelsOf({ definition: { question } }: HumanRequest, values: readonly string[]): string {
  const options = question.type === "choice" ? question.options : [];
  return values.map((value) => options.find((option) => option.value === value)?.label ?? value).join(", ");
}

function remark(label: string, words: string): Ending["remarks"][number] {
  return { label, words: cut(words, LONGEST_REMARK) };
}

export function namesOf(votes: readonly Vote[]): readonly string[] {
  const names = votes.map(({ byName }) => cut(byName, LONGEST_NAME));
  return names.length > 4 ? [...names.slice(0, 3), `+${names.length - 3}`] : names;
}

/** "2026-11-23 12:03 UTC" */
export function utc(at: Millis): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** The ending in one line, for a toast. */
export function endingLine(ending: Ending): string {
  return `${ending.mark} ${ending.sentence} · ${ending.when}`;
}
