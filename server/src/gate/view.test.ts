import { describe, expect, test } from "vitest";
import type { CreateRequest } from "@loopgate/contract";
import { PollAnswer } from "@loopgate/contract";
import { cancel } from "./cancel.ts";
import { note } from "./note.ts";
import { after, ann, asked, T0 } from "./request.fixture.ts";
import type { HumanRequest, Reply } from "./request.ts";
import { elapse } from "./time.ts";
import { answerView } from "./view.ts";

const action = { name: "pay", arguments: { to: "a", amount: 5 } };
const viewed = (input: Partial<CreateRequest>, reply: Reply) => answerView(after(asked(input), ann, reply));

describe("approved and response", () => {
  const form = { schema: { type: "object" } };
  test.each([
    ["approve", { action }, { kind: "approve" }, true, null],
    [
      "edit",
      { action, allowed_decisions: ["edit"] },
      { kind: "edit", arguments: { to: "b", amount: 4 } },
      true,
      '{"amount":4,"to":"b"}',
    ],
    ["reject", { action }, { kind: "reject", reason: "yes" }, false, null],
    ["an approving option", { options: ["Yes", "No"] }, { kind: "pick", values: ["Yes"] }, true, "Yes"],
    ["a rejecting option", { options: ["Yes", "No"] }, { kind: "pick", values: ["No"] }, false, "No"],
    ["a neutral option", { options: ["Blue", "Red"] }, { kind: "pick", values: ["Red"] }, false, "Red"],
    [
      "an option named approve that is neutral",
      { options: [{ value: "approve", label: "Later" }, "Never"], allowed_decisions: ["approve", "respond"] },
      { kind: "pick", values: ["Never"] },
      false,
      "Never",
    ],
    [
      "several picks",
      { options: ["Yes", "A", "B"], multiple: true },
      { kind: "pick", values: ["B", "Yes"] },
      false,
      '["Yes","B"]',
    ],
    [
      "one of several picks",
      { options: ["Yes", "A"], multiple: true },
      { kind: "pick", values: ["Yes"] },
      false,
      "Yes",
    ],
    ["a text that says yes", {}, { kind: "text", text: "yes" }, false, "yes"],
    [
      "a form that says approved",
      form,
      { kind: "form", values: { b: 1, approved: true } },
      false,
      '{"approved":true,"b":1}',
    ],
  ] as [string, Partial<CreateRequest>, Reply, boolean, string | null][])(
    "of %s",
    (_name, input, reply, approved, response) => {
      expect(viewed(input, reply)).toMatchObject({ status: "completed", completed: true, approved, response });
    },
  );

  test.each([
    ["pending", asked(), false],
    ["timeout", elapse(asked(), T0 + 300_000)?.request, true],
    ["canceled", cancel(asked(), { kind: "operator" }, undefined, T0).request, true],
  ] as [string, HumanRequest, boolean][])("of what is %s are false and null", (status, request, completed) => {
    expect(answerView(request)).toMatchObject({ status, completed, approved: false, response: null });
    expect(answerView(request)).not.toHaveProperty("decision");
  });
});

describe("the decision", () => {
  test("says who, how surely, when, and what was shown", () => {
    const { decision } = viewed({ action }, { kind: "approve" });
    expect(decision).toMatchObject({
      outcome: "approve",
      responder: "Ann",
      channel: "telegram",
      assurance: "chat",
      decided_at: "2026-11-23T09:30:01.000Z",
      arguments: action.arguments,
    });
    expect(decision?.action_digest).toMatch(/^[0-9a-f]{64}$/);
    expect(decision?.shown_digest).toMatch(/^[0-9a-f]{64}$/);
  });
  test("names the arguments that may run, and none after a no", () => {
    const edited = viewed({ action, allowed_decisions: ["edit"] }, { kind: "edit", arguments: { to: "b" } });
    expect(edited.decision?.arguments).toEqual({ to: "b" });
    expect(viewed({ action }, { kind: "reject" }).decision?.arguments).toBeNull();
  });
  test("has the digest of the edited action, not of the one that was asked for", () => {
    const asIs = viewed({ action }, { kind: "approve" }).decision?.action_digest;
    const edited = viewed({ action, allowed_decisions: ["edit"] }, { kind: "edit", arguments: {} }).decision;
    expect(edited?.action_digest).not.toBe(asIs);
  });
  test("takes its reason from the note that came afterwards", () => {
    const rejected = after(asked(), ann, { kind: "reject" });
    expect(answerView(note(rejected, ann, "too late", T0 + 2_000).request).decision?.reason).toBe("too late");
    expect(viewed({}, { kind: "reject", reason: "no" }).decision?.reason).toBe("no");
  });
  test("is what the contract says it is", () => {
    for (const reply of [{ kind: "approve" }, { kind: "reject" }] as const)
      expect(PollAnswer.strict().safeParse(viewed({ action }, reply)).error).toBeUndefined();
  });
});
