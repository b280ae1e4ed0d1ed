import { expect, test } from "vitest";
import { answerOf, whyNot } from "./answer.ts";
import type { Decision, PollAnswer } from "./wire.ts";

const decision: Decision = {
  outcome: "approve",
  options: [],
  text: null,
  values: null,
  arguments: { version: "1" },
  reason: null,
  responder: "Ann",
  channel: "inbox",
  assurance: "session",
  decided_at: "2026-11-26T09:30:00.000Z",
  action_digest: null,
  shown_digest: null,
};
const yes: PollAnswer = {
  request_id: "r",
  status: "completed",
  completed: true,
  approved: true,
  response: null,
  metadata: {},
  timestamp: decision.decided_at,
  decision,
};

test("a yes is one", () => {
  expect(answerOf(yes)).toMatchObject({ approved: true, arguments: { version: "1" }, responder: "Ann" });
  expect(answerOf({ ...yes, decision: { ...decision, outcome: "edit" } }).approved).toBe(true);
});

test.each<[string, object]>([
  ["`approved` is a text", { approved: "true" }],
  ["`approved` is a number", { approved: 1 }],
  ["`approved` is missing", { approved: undefined }],
  ["the person said no", { decision: { ...decision, outcome: "reject" } }],
  ["the person wrote something", { decision: { ...decision, outcome: "respond", text: "yes" } }],
  ["there is no decision", { decision: undefined }],
  ["the time ran out", { status: "timeout" }],
  ["it was taken back", { status: "canceled" }],
])("an answer that contradicts itself is none: %s", (_, changed) => {
  expect(answerOf({ ...yes, ...changed })).toMatchObject({ approved: false, arguments: null });
});

test("before its end a request has no answer", () => {
  expect(() => answerOf({ ...yes, status: "pending" })).toThrow("has not ended yet");
});

test.each<[string, object]>([
  ["Nobody answered in time, so this was not approved.", { status: "timeout" }],
  ["The request was taken back, so this was not approved.", { status: "canceled" }],
  ["A person said no.", { approved: false, decision: { ...decision, outcome: "reject" } }],
  ["A person did not approve: not now", { decision: { ...decision, outcome: "reject", reason: "not now" } }],
  ["A person did not approve: later", { decision: { ...decision, outcome: "respond", text: "later" } }],
  ["A person did not approve: No", { decision: { ...decision, outcome: "reject", options: ["No"] } }],
])("%s", (sentence, changed) => {
  expect(whyNot(answerOf({ ...yes, ...changed }))).toBe(sentence);
});
