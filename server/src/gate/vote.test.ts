import { describe, expect, test } from "vitest";
import type { CreateRequest } from "@loopgate/contract";
import { actionDigest } from "./digest.ts";
import { after, ann, asked, bob, eve, press, T0 } from "./request.fixture.ts";
import type { HumanRequest, Policy, Reply } from "./request.ts";
import { vote } from "./vote.ts";

const approve: Reply = { kind: "approve" };
const reject: Reply = { kind: "reject" };
const action = { name: "deploy", arguments: { version: "2.1.0" } };
const editable: Partial<CreateRequest> = { action, allowed_decisions: ["approve", "edit"] };
const two: Partial<Policy> = { quorum: [{ need: 2, of: "anyone" }] };
const edit = (version: string): Reply => ({ kind: "edit", arguments: { version } });

const answered = ({ state }: HumanRequest) => (state.status === "completed" ? state.decision.answer : state.status);
const refusal = (request: HumanRequest, reply: Reply, who = ann) => {
  try {
    vote(request, press(request, who, reply), T0 + 1);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "taken";
};

describe("one answer decides", () => {
  const form = { schema: { type: "object", properties: { n: { type: "integer" } }, required: ["n"] } };
  test.each([
    ["a confirmation", { request_type: "confirmation" }, approve, { outcome: "approve", values: [] }],
    ["a confirmation", { request_type: "confirmation" }, reject, { outcome: "reject", values: [] }],
    [
      "a choice",
      { options: ["Deploy", "Hold"] },
      { kind: "pick", values: ["Deploy"] },
      { outcome: "approve", values: ["Deploy"] },
    ],
    [
      "a choice",
      { options: ["Deploy", "Hold"] },
      { kind: "pick", values: ["Hold"] },
      { outcome: "reject", values: ["Hold"] },
    ],
    [
      "a choice",
      { options: ["Blue", "Red"] },
      { kind: "pick", values: ["Red"] },
      { outcome: "respond", response: { kind: "picks", values: ["Red"] } },
    ],
    [
      "several picks",
      { options: ["A", "B", "C"], multiple: true },
      { kind: "pick", values: ["C", "A"] },
      { outcome: "respond", response: { kind: "picks", values: ["A", "C"] } },
    ],
    [
      "one of several picks",
      { options: ["Yes", "B"], multiple: true },
      { kind: "pick", values: ["Yes"] },
      { outcome: "respond", response: { kind: "picks", values: ["Yes"] } },
    ],
    ["an input", {}, { kind: "text", text: "yes" }, { outcome: "respond", response: { kind: "text", text: "yes" } }],
    [
      "a form",
      form,
      { kind: "form", values: { n: 1 } },
      { outcome: "respond", response: { kind: "form", values: { n: 1 } } },
    ],
    ["an input", {}, { kind: "reject", reason: "ask Bob" }, { outcome: "reject", values: [], reason: "ask Bob" }],
    ["an editable action", editable, edit("2.1.1"), { outcome: "edit", arguments: { version: "2.1.1" } }],
    ["an edit that changes nothing", editable, edit("2.1.0"), { outcome: "approve", values: [] }],
  ] as [string, Partial<CreateRequest>, Reply, object][])("%s", (_name, input, reply, answer) => {
    expect(answered(after(asked(input), ann, reply))).toEqual(answer);
  });
});

describe("an answer is not offered", () => {
  const choice = { options: ["Blue", "Red"] };
  test.each([
    ["approve to an input", {}, approve],
    ["approve to a choice", { options: ["Yes", "No"] }, approve],
    ["text to a confirmation", { request_type: "confirmation" }, { kind: "text", text: "yes" }],
    ["a pick to a confirmation", { request_type: "confirmation" }, { kind: "pick", values: ["Yes"] }],
    ["an unknown option", choice, { kind: "pick", values: ["Green"] }],
    ["an option's label in another case", choice, { kind: "pick", values: ["blue"] }],
    ["one option twice", { ...choice, multiple: true }, { kind: "pick", values: ["Blue", "Blue"] }],
    ["two of a single choice", choice, { kind: "pick", values: ["Blue", "Red"] }],
    ["no option at all", choice, { kind: "pick", values: [] }],
    ["an edit that was not named", { action }, edit("2.1.1")],
    ["an unchanged edit where only edits were named", { action, allowed_decisions: ["edit"] }, edit("2.1.0")],
    ["form values to an input", {}, { kind: "form", values: {} }],
  ] as [string, Partial<CreateRequest>, Reply][])("%s", (_name, input, reply) => {
    expect(refusal(asked(input), reply)).toBe("answer_not_offered");
  });

  test("values that break the form's schema are refused by their path", () => {
    const request = asked({ schema: { type: "object", properties: { n: { type: "integer" } }, required: ["n"] } });
    expect(() => vote(request, press(request, ann, { kind: "form", values: { n: "1" } }), T0)).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        fields: [{ path: "values.n", message: "must be of type integer" }],
      }),
    );
  });

  test("edited arguments that break their schema are refused", () => {
    const strict = { ...action, arguments_schema: { type: "object", properties: { version: { maxLength: 5 } } } };
    expect(refusal(asked({ action: strict, allowed_decisions: ["edit"] }), edit("2.1.10"))).toBe("invalid_request");
  });
});

describe("who may vote", () => {
  test("nobody without a seat", () => {
    expect(refusal(asked(), approve, eve)).toBe("not_a_responder");
    expect(refusal(asked(), reject, eve)).toBe("not_a_responder");
  });
  test("the person of an address, in his private chat's own name", () => {
    const request = asked(undefined, {}, [{ channel: "telegram", place: "eve" }]);
    expect(answered(after(request, eve, approve))).toEqual({ outcome: "approve", values: [] });
  });
  test("nobody because he sits in the group that was asked", () => {
    const group = { channel: "telegram", place: "-100200" };
    const request = asked(undefined, {}, [group]);
    expect(() => vote(request, press(request, eve, approve, { address: group }), T0)).toThrow("not among the people");
  });
  test("a weaker proof than the risk asks for may say no and nothing else", () => {
    const request = asked(undefined, { assurance: "passkey", terminal: [] });
    expect(refusal(request, approve)).toBe("assurance_too_low");
    expect(answered(after(request, ann, reject))).toEqual({ outcome: "reject", values: [] });
  });
});

describe("under a quorum of two", () => {
  test("the first vote decides nothing, and the second of another person decides", () => {
    const once = after(asked(undefined, two), ann, approve);
    expect(answered(once)).toBe("pending");
    expect(answered(after(once, bob, approve))).toEqual({ outcome: "approve", values: [] });
  });
  test("a person is counted once, from whatever chat", () => {
    const once = after(asked(undefined, two), ann, approve);
    const again = vote(once, press(once, ann, approve, { address: { channel: "telegram", place: "-1" } }), T0 + 9);
    expect(again).toBeUndefined();
  });
  test("a second vote of a person replaces the first", () => {
    const request = asked({ options: ["A", "B"] }, two);
    const changed = after(after(request, ann, { kind: "pick", values: ["A"] }), ann, { kind: "pick", values: ["B"] });
    expect(changed.votes).toHaveLength(1);
    expect(answered(after(changed, bob, { kind: "pick", values: ["A"] }))).toBe("pending");
    expect(answered(after(changed, bob, { kind: "pick", values: ["B"] }))).toMatchObject({ outcome: "respond" });
  });
  test("votes that say different things do not add up", () => {
    const request = after(asked(editable, two), ann, approve);
    expect(answered(after(request, bob, edit("2.1.1")))).toBe("pending");
  });
  test("an edit is joined only by the same edit", () => {
    const request = after(asked(editable, two), ann, edit("2.1.1"));
    expect(answered(after(request, bob, edit("2.1.2")))).toBe("pending");
    const joined = after(request, bob, edit("2.1.1"));
    expect(joined.state).toMatchObject({
      decision: { actionDigest: actionDigest({ name: "deploy", arguments: { version: "2.1.1" } }) },
    });
  });
  test("one refusal is enough, unless the policy wants more", () => {
    expect(answered(after(after(asked(undefined, two), ann, approve), bob, reject))).toMatchObject({
      outcome: "reject",
    });
    const patient = after(asked(undefined, { ...two, rejections: 2 }), ann, { kind: "reject", reason: "a" });
    expect(answered(patient)).toBe("pending");
    expect(answered(after(patient, bob, { kind: "reject", reason: "b" }))).toMatchObject({ outcome: "reject" });
  });
  test("of named people others do not count", () => {
    const request = asked(undefined, { quorum: [{ need: 1, of: [bob.id] }] });
    expect(answered(after(request, ann, approve))).toBe("pending");
    expect(answered(after(after(request, ann, approve), bob, approve))).toMatchObject({ outcome: "approve" });
  });
  test("a policy that asks for nobody approves nothing", () => {
    expect(answered(after(asked(undefined, { quorum: [] }), ann, approve))).toBe("pending");
  });
});

describe("a transition", () => {
  test("is the next version, may be committed only before the deadline, and has one event without the answer's text", () => {
    const request = asked({});
    const made = vote(request, press(request, ann, { kind: "text", text: "the secret" }), T0 + 5);
    expect(made).toMatchObject({
      request: { version: 2, changedAt: T0 + 5 },
      within: { before: request.expiresAt },
      event: { type: "request.completed", actor: { kind: "responder", id: "ann" } },
      effects: [{ kind: "show" }],
    });
    expect(JSON.stringify(made?.event)).not.toContain("the secret");
  });
  test("that decides nothing yet is a vote, shown on every copy", () => {
    const request = asked(undefined, two);
    expect(vote(request, press(request, ann, approve), T0)).toMatchObject({
      event: { type: "request.voted" },
      effects: [{ kind: "show" }],
    });
  });
});

describe("after the end", () => {
  test("the same vote again is answered, not refused", () => {
    const ended = after(asked(), ann, approve);
    expect(vote(ended, press(ended, ann, approve), T0 + 9)).toBeUndefined();
  });
  test("another vote is refused, his own change of mind too", () => {
    const ended = after(asked(), ann, approve);
    expect(refusal(ended, approve, bob)).toBe("request_ended");
    expect(refusal(ended, reject, ann)).toBe("request_ended");
  });
});
