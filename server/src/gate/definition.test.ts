import { describe, expect, test } from "vitest";
import type { CreateRequest, Risk } from "@loopgate/contract";
import { actionDigest } from "./digest.ts";
import { define, fieldsOf } from "./request.fixture.ts";

const action = { name: "deploy", arguments: { version: "2.1.0" } };
const schema = { type: "object", properties: { n: { type: "integer" } } };
const refused = (input: Partial<CreateRequest>) => fieldsOf(() => define(input));

describe("the type of a request", () => {
  test.each([
    [{}, "input"],
    [{ options: [] }, "input"],
    [{ options: ["Blue", "Green"] }, "choice"],
    [{ schema }, "form"],
    [{ action }, "confirmation"],
    [{ request_type: "confirmation" }, "confirmation"],
    [{ request_type: "choice", action, options: ["Yes", "No"] }, "choice"],
  ] as [Partial<CreateRequest>, string][])("of %j is %s", (input, type) => {
    expect(define(input).question.type).toBe(type);
  });
});

describe("what may be decided", () => {
  test.each([
    [{ request_type: "confirmation" }, ["approve", "reject"]],
    [{ action }, ["approve", "reject"]],
    [{ action, allowed_decisions: ["approve", "edit"] }, ["approve", "edit", "reject"]],
    [{ action, allowed_decisions: ["edit"] }, ["edit", "reject"]],
    [{}, ["respond", "reject"]],
    [{ schema }, ["respond", "reject"]],
    [{ options: ["Yes", "No"] }, ["approve", "reject"]],
    [{ options: ["Blue", "Green"] }, ["respond", "reject"]],
    [{ options: ["Yes", "Later", "No"] }, ["approve", "respond", "reject"]],
    [{ options: ["Yes", "No"], multiple: true }, ["respond", "reject"]],
  ] as [Partial<CreateRequest>, string[]][])("for %j is %j: reject is always there", (input, allowed) => {
    expect(define(input).allowed).toEqual(allowed);
  });

  test.each([
    ["an input that approves", { allowed_decisions: ["approve"] }, "allowed_decisions[0]"],
    ["a form that approves", { schema, allowed_decisions: ["respond", "approve"] }, "allowed_decisions[1]"],
    ["a choice that edits", { options: ["Yes", "No"], allowed_decisions: ["approve", "edit"] }, "allowed_decisions[1]"],
    ["an edit without an action", { request_type: "confirmation", allowed_decisions: ["edit"] }, "allowed_decisions"],
    ["a confirmation that responds", { action, allowed_decisions: ["respond"] }, "allowed_decisions[0]"],
    ["nothing but reject", { action, allowed_decisions: ["reject"] }, "allowed_decisions"],
    ["an option that cannot be honoured", { options: ["Yes", "Later"], allowed_decisions: ["respond"] }, "options[0]"],
  ] as [string, Partial<CreateRequest>, string][])("cannot be %s", (_name, input, path) => {
    expect(Object.keys(refused(input))).toContain(path);
  });
});

describe("fields of another type", () => {
  test.each([
    [{ request_type: "choice" }, "options"],
    [{ request_type: "form" }, "schema"],
    [{ action, options: ["Yes", "No"] }, "options"],
    [{ schema, options: ["Yes", "No"] }, "options"],
    [{ action, schema }, "schema"],
    [{ multiple: true }, "multiple"],
    [{ schema: { type: "object", properties: { a: { pattern: "x" } } } }, "schema.properties.a.pattern"],
  ] as [Partial<CreateRequest>, string][])("%j is refused at %s", (input, path) => {
    expect(Object.keys(refused(input))).toContain(path);
  });

  test("every bad field is named at once", () => {
    const paths = Object.keys(refused({ multiple: true, schema, action, allowed_decisions: ["respond"] }));
    expect(paths).toEqual(["multiple", "schema", "allowed_decisions[0]"]);
  });
});

describe("an action", () => {
  test("is digested by its name and arguments alone, whatever their order", () => {
    const one = define({ action: { name: "pay", arguments: { to: "a", amount: 5 }, description: "x" } });
    expect(one.actionDigest).toBe(actionDigest({ name: "pay", arguments: { amount: 5, to: "a" } }));
    expect(one.actionDigest).not.toBe(
      define({ action: { name: "pay", arguments: { to: "a", amount: "5" } } }).actionDigest,
    );
    // SHA-256 of {"arguments":{"amount":5,"to":"a"},"name":"pay"}: what any other program gets.
    expect(one.actionDigest).toBe("a160559a713c6e61124f8a81aa43273d1e392d76f02f2afa17542cbf8fbf4c7d");
  });

  test("whose arguments break their own schema is refused", () => {
    const strict = { name: "pay", arguments: { n: "x" }, arguments_schema: schema };
    expect(refused({ action: strict })).toEqual({ "action.arguments.n": "must be of type integer" });
  });

  test("whose schema is outside the subset is refused", () => {
    const odd = { name: "pay", arguments_schema: { type: "object", allOf: [] } };
    expect(Object.keys(refused({ action: odd }))).toEqual(["action.arguments_schema.allOf"]);
  });
});

test.each([
  ["medium", undefined, "medium"],
  ["medium", "low", "medium"],
  ["medium", "high", "high"],
  ["low", undefined, "low"],
  ["low", "critical", "critical"],
  ["critical", "low", "critical"],
] as [Risk, Risk | undefined, Risk][])(
  "where the owner set %s and the agent says %s the risk is %s",
  (floor, said, risk) => {
    expect(define(said ? { risk: said } : {}, { risk: floor }).risk).toBe(risk);
  },
);

test("what could not be written out value by value is refused before anybody has to be shown it", () => {
  const endless = { ["k".repeat(120_000)]: Array<number>(60_000).fill(0) };
  expect(Object.keys(refused({ action: { name: "run", arguments: endless } }))).toEqual(["action.arguments"]);
  expect(Object.keys(refused({ source: endless, metadata: endless }))).toEqual(["source", "metadata"]);
});

describe("the suggestions of an input", () => {
  test("stay as they came", () => {
    expect(define({ suggestions: ["Retry", "Später"] }).question).toEqual({
      type: "input",
      suggestions: ["Retry", "Später"],
    });
    expect(define({ suggestions: [] }).question).toEqual({ type: "input" });
  });

  test.each([
    [{ suggestions: ["a", "a"] }, "suggestions[1]"],
    [{ suggestions: ["pay\u202Eyap"] }, "suggestions[0]"],
    [{ suggestions: ["ok", "two\nlines"] }, "suggestions[1]"],
    [{ suggestions: ["a"], options: ["Yes"] }, "suggestions"],
    [{ suggestions: ["a"], action }, "suggestions"],
  ] as [Partial<CreateRequest>, string][])("%j are refused at %s", (input, path) => {
    expect(refused(input)).toHaveProperty([path]);
  });
});
