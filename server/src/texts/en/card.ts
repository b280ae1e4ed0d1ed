import type { Effect, Outcome, RequestType, Risk } from "@loopgate/contract";

const riskWords: Record<Risk, string> = {
  low: "low risk",
  medium: "medium risk",
  high: "HIGH RISK",
  critical: "CRITICAL",
};

const titles: Record<RequestType, string> = {
  confirmation: "Approval asked",
  choice: "Choice asked",
  input: "Text asked",
  form: "Form asked",
};

/** The gate draws these; it strips them from an agent's labels. */
const effectMarks: Record<Effect, string> = { approve: "✅", reject: "⛔", neutral: "" };

const outcomeWords: Record<Outcome, string> = {
  approve: "Approved",
  edit: "Approved with changed arguments",
  reject: "Rejected",
  respond: "Answered",
};

/** What every channel says of a request, whoever shows it. */
export const card = {
  product: "Loopgate",
  risk: riskWords,
  title: titles,
  effectMark: effectMarks,
  outcome: outcomeWords,
  askedBy: "Asked by",
  unverified: "unverified claim",
  session: "session",
  willRun: "Will run",
  noArguments: "(no arguments)",
  actionDigest: "Digest of the action",
  noAction: "No action is attached: all of this is the agent's word.",
  agentSays: "The agent says",
  agentDescribes: "The agent describes the action as",
  source: "Source (the agent's claim)",
  metadata: "Metadata (the agent's claim)",
  callback: "The answer is also sent to",
  options: "Options",
  suggestions: "Answers that the agent suggests",
  pickBetween: (min: number, max: number) => (min === max ? `Pick ${min}.` : `Pick ${min} to ${max}.`),
  hidden: (count: number) =>
    `${count} hidden ${count === 1 ? "character is" : "characters are"} written out as ⟦U+…⟧: look twice.`,
  omitted: (what: readonly string[], code: string) =>
    `Left out or cut here: ${what.join(", ")}. All of it: loopgate answer ${code}`,
  moreFields: (count: number) => `… and ${count} more`,
  expires: "Expires",
  code: "Code",
  votes: (outcome: Outcome, have: number, need: number, names: readonly string[]) =>
    `${outcomeWords[outcome]}: ${have} of ${need} (${names.join(", ")})`,
  decided: (outcome: Outcome, names: readonly string[]) =>
    names.length === 0 ? outcomeWords[outcome] : `${outcomeWords[outcome]} by ${names.join(", ")}`,
  decidedByPolicy: (outcome: Outcome) => `${outcomeWords[outcome]} by policy`,
  answeredElsewhere: "Loopgate: answered elsewhere",
  timedOut: "Timed out: nobody answered, and that is no approval",
  canceled: "Canceled by the agent",
  cancelReason: "Its reason",
  reason: "Reason",
  answer: "Answer",
  via: (channel: string) => `via ${channel}`,
} as const;
