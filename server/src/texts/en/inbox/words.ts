import type { Assurance, Outcome, RequestType, Risk, Status } from "@loopgate/contract";

const risk: Record<Risk, string> = {
  low: "Low risk",
  medium: "Medium risk",
  high: "High risk",
  critical: "Critical",
};
const type: Record<RequestType, string> = {
  confirmation: "Approval",
  choice: "Choice",
  input: "Question",
  form: "Form",
};
const outcome: Record<Outcome, string> = {
  approve: "Approved",
  edit: "Approved with changes",
  reject: "Rejected",
  respond: "Answered",
};
const status: Record<Status, string> = {
  pending: "Waiting",
  completed: "Decided",
  timeout: "Timed out",
  canceled: "Canceled",
};
const assurance: Record<Assurance, string> = {
  same_user: "this machine's user",
  chat: "a chat account",
  session: "a sign-in",
  passkey: "a passkey",
};

/** The words of the contract, as people read them. */
export const words = { risk, type, outcome, status, assurance };
