import { describe, expect, test } from "vitest";
import type { CreateRequest, JsonObject } from "@loopgate/contract";
import { actionLines, faceDigest, faceOf, fieldsOf, fitsChat } from "./face.ts";
import { define, T0 } from "./request.fixture.ts";

const face = (input: Partial<CreateRequest>) =>
  faceOf({ definition: { ...define(input), code: "abcdef", clientVerified: false }, expiresAt: T0 });
const lines = (value: JsonObject) => fieldsOf(value, (text) => text).map(({ path, value: leaf }) => `${path}: ${leaf}`);

describe("fields", () => {
  test("are the leaves with their paths, in the order of their keys", () => {
    expect(lines({ spec: { replicas: 3, names: ["a", { b: null }] }, Env: "prod" })).toEqual([
      "Env: prod",
      "spec.names[0]: a",
      "spec.names[1].b: null",
      "spec.replicas: 3",
    ]);
  });
  test("have empty objects and lists among them, and a text that is empty", () => {
    expect(lines({ a: {}, b: [], c: "" })).toEqual(["a: {}", "b: []", 'c: ""']);
    expect(lines({})).toEqual([]);
  });
  test.each([
    ["5", 5],
    ["true", true],
    ["null", null],
    ["-1e3", -1000],
    ["{}", {}],
    ["[]", []],
    ["", null],
  ])("tell the text %j from %j", (text, value) => {
    expect(lines({ a: text })).not.toEqual(lines({ a: value }));
  });
  test.each([" padded", "padded ", "two\nlines", '"quoted"', "0x10", "\ttab"])("put the text %j in quotes", (text) => {
    expect(lines({ a: text })).toEqual([`a: ${JSON.stringify(text)}`]);
  });
  test("tell a key with a dot from two keys, and no key forges a second line", () => {
    expect(lines({ "a.b": 1 })).toEqual(['["a.b"]: 1']);
    expect(lines({ "a: 1\nb": 1 })).toEqual(['["a: 1\\nb"]: 1']);
    expect(lines({ a: "1\nb: 2" })).toEqual(['a: "1\\nb: 2"']);
    expect(lines({ "": 1, "a[0]": 1 })).toEqual(['[""]: 1', '["a[0]"]: 1']);
  });
});

describe("the face", () => {
  test("is the same for the same request, and another for another", () => {
    const input = { action: { name: "pay", arguments: { to: "a", amount: 5 } } };
    const turned = { action: { name: "pay", arguments: { amount: 5, to: "a" } } };
    expect(faceDigest(face(input))).toBe(faceDigest(face(turned)));
    expect(faceDigest(face(input))).toMatch(/^[0-9a-f]{64}$/);
    for (const other of [
      { action: { name: "pay", arguments: { amount: 5, to: "b" } } },
      { ...input, message: "Pay?" },
      { ...input, metadata: { a: 1 } },
      { ...input, risk: "high" as const },
    ])
      expect(faceDigest(face(other))).not.toBe(faceDigest(face(input)));
  });

  test("writes hidden characters out wherever the agent has a word, and counts them", () => {
    const hidden = "a\u202eb";
    const shown = face({
      client_id: "bot",
      message: hidden,
      action: { name: "run", description: hidden, arguments: { [hidden]: hidden, list: [hidden] } },
      source: { from: hidden },
      metadata: { [hidden]: 1 },
    });
    expect(JSON.stringify(shown)).not.toContain("\u202e");
    expect(shown.hidden).toBe(7);
    expect(shown.action?.fields).toContainEqual({ path: '["a⟦U+202E⟧b"]', value: "a⟦U+202E⟧b" });
  });

  test("writes out what an option's label hides, and keeps its value for the answer", () => {
    expect(face({ options: ["Blue\u200b", "Red"] }).options[0]).toEqual({
      value: "Blue\u200b",
      label: "Blue⟦U+200B⟧",
      effect: "neutral",
    });
  });

  test("tells where it will be called back by the host alone", () => {
    const definition = { ...define(), code: "abcdef", clientVerified: false };
    const callback = { url: "https://user:pass@example.com:8443/secret?token=1" };
    expect(faceOf({ definition: { ...definition, callback }, expiresAt: T0 }).callback_host).toBe("example.com:8443");
  });

  test("never holds what is given back to the agent unseen", () => {
    expect(JSON.stringify(face({ resume: { token: "resume-me" } }))).not.toContain("resume-me");
  });
});

describe("a chat", () => {
  const run = (script: string) => face({ action: { name: "run", arguments: { script } } });
  test("shows an action of up to 2,800 characters and no longer one", () => {
    const room = 2_500 - "run".length - "script: ".length;
    expect(fitsChat(run("x".repeat(room)))).toBe(true);
    expect(fitsChat(run("x".repeat(room + 1)))).toBe(false);
  });
  test("counts hidden characters as they are written out", () => {
    expect(fitsChat(run("\u200b".repeat(400)))).toBe(false);
  });
  test("has the arguments a line each", () => {
    expect(actionLines(face({ action: { name: "pay", arguments: { to: "a", amount: 5 } } }))).toBe("amount: 5\nto: a");
  });
});
