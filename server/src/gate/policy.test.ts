import { describe, expect, test } from "vitest";
import type { Assurance, CreateRequest, Outcome, Risk } from "@loopgate/contract";
import { freezePolicy, leastAssurance, mayGive } from "./policy.ts";
import type { Address } from "./request.ts";
import { ann, define } from "./request.fixture.ts";

const frozen = (
  input: Partial<CreateRequest>,
  strongest: Assurance = "chat",
  terminalAnswers: "fallback" | "all" = "fallback",
  route: readonly Address[] = [{ channel: "telegram", place: "1" }],
) => {
  const definition = { ...define(input), code: "abcdef", clientVerified: false };
  return freezePolicy({ definition, route, addresses: [], responders: [ann], strongest, terminalAnswers });
};
const confirmation = (risk: Risk): Partial<CreateRequest> => ({ request_type: "confirmation", risk });
const given = (input: Partial<CreateRequest>, assurance: Assurance, outcome: Outcome, strongest?: Assurance) =>
  mayGive(frozen(input, strongest), assurance, outcome);

describe("once somebody has a chat", () => {
  test.each(["medium", "high"] as const)("%s risk is approved in a chat, not in the terminal", (risk) => {
    expect(given(confirmation(risk), "chat", "approve")).toBe(true);
    expect(given(confirmation(risk), "same_user", "approve")).toBe(false);
  });
  test("critical risk is not approved in a chat, but in the terminal until somebody has a passkey", () => {
    expect(given(confirmation("critical"), "chat", "approve")).toBe(false);
    expect(given(confirmation("critical"), "same_user", "approve")).toBe(true);
    expect(given(confirmation("critical"), "passkey", "approve")).toBe(true);
    expect(given(confirmation("critical"), "session", "approve")).toBe(false);
    expect(given(confirmation("critical"), "same_user", "approve", "passkey")).toBe(false);
    expect(given(confirmation("critical"), "same_user", "reject", "passkey")).toBe(true);
    expect(given(confirmation("critical"), "passkey", "approve", "passkey")).toBe(true);
    expect(given(confirmation("high"), "session", "approve", "passkey")).toBe(true);
  });
  test("with a passkey in the tenant the terminal answers nothing but no, however it is routed, unless the owner lets it", () => {
    const script = { action: { name: "run", arguments: { script: "x".repeat(3_000) } } };
    const editable: Partial<CreateRequest> = { action: { name: "a" }, allowed_decisions: ["approve", "edit"] };
    for (const input of [script, { ...script, risk: "critical" as const }, editable, { schema: { type: "object" } }])
      for (const outcome of ["approve", "edit", "respond"] as const) {
        expect([input, outcome, given(input, "same_user", outcome, "passkey")]).toEqual([input, outcome, false]);
        expect(mayGive(frozen(input, "passkey", "fallback", []), "same_user", outcome)).toBe(false);
        expect(mayGive(frozen(input, "passkey", "all"), "same_user", outcome)).toBe(true);
      }
    expect(given(script, "same_user", "reject", "passkey")).toBe(true);
  });
  test("everybody may say no from anywhere", () => {
    for (const risk of ["medium", "critical"] as const)
      for (const assurance of ["same_user", "chat"] as const)
        expect(given(confirmation(risk), assurance, "reject")).toBe(true);
  });
  test("the terminal answers what no chat can: a form", () => {
    const form = { schema: { type: "object" } };
    expect(given(form, "same_user", "respond")).toBe(true);
  });
  test("the terminal edits what no chat can, and does not approve it unchanged", () => {
    const edit: Partial<CreateRequest> = { action: { name: "a" }, allowed_decisions: ["approve", "edit"] };
    expect(given(edit, "same_user", "edit")).toBe(true);
    expect(given(edit, "same_user", "approve")).toBe(false);
  });
  test("the terminal approves an action that is too long for a chat", () => {
    const long = { action: { name: "run", arguments: { script: "x".repeat(3_000) } } };
    expect(given(long, "same_user", "approve")).toBe(true);
    expect(given({ action: { name: "run", arguments: { script: "x" } } }, "same_user", "approve")).toBe(false);
  });
  test("the terminal does not answer an input or a plain choice", () => {
    expect(given({}, "same_user", "respond")).toBe(false);
    expect(given({ options: ["Blue", "Red"] }, "same_user", "respond")).toBe(false);
  });
  test("the terminal answers what no chat is shown", () => {
    const unrouted = frozen(confirmation("high"), "chat", "fallback", []);
    expect(mayGive(unrouted, "same_user", "approve")).toBe(true);
  });
  test("the owner may let the terminal answer everything", () => {
    expect(mayGive(frozen(confirmation("high"), "chat", "all"), "same_user", "approve")).toBe(true);
  });
});

test.each(["low", "medium", "high", "critical"] as const)(
  "while nobody has a chat the terminal satisfies %s risk",
  (risk) => {
    expect(given(confirmation(risk), "same_user", "approve", "same_user")).toBe(true);
  },
);

test("the policy asks for one of the people by default, and nobody's silence is a yes", () => {
  expect(frozen({})).toMatchObject({
    seats: [{ kind: "responder", id: "ann", step: 0 }],
    quorum: [{ need: 1, of: "anyone" }],
    rejections: 1,
    undoMs: 0,
    onTimeout: "timeout",
  });
});

test.each([
  ["high", "same_user", "fallback", "same_user"],
  ["high", "chat", "fallback", "chat"],
  ["high", "chat", "all", "same_user"],
  ["critical", "chat", "fallback", "same_user"],
  ["critical", "passkey", "fallback", "passkey"],
  ["critical", "passkey", "all", "same_user"],
  ["high", "passkey", "fallback", "chat"],
] as const)("%s risk where the strongest is %s and the terminal is %s is approved from %s on", (...line) => {
  const [risk, strongest, terminal, least] = line;
  expect(leastAssurance(risk, strongest, terminal)).toBe(least);
});
