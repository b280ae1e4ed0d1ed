import type { Face } from "@loopgate/contract";
import { visible } from "@loopgate/contract/visible";
import { describe, expect, test } from "vitest";
import { findingsOf } from "./findings.ts";

const face = (part: Partial<Face>): Face => ({
  code: "abcdef",
  asked_by: { client_id: "bot", verified: true, session_id: "main" },
  type: "confirmation",
  message: "Please",
  options: [],
  allowed: ["approve", "reject"],
  risk: "medium",
  source: [],
  metadata: [],
  expires_at: "2026-01-01T00:00:00.000Z",
  hidden: 0,
  ...part,
});
const action = (value: string) => ({ name: "run", fields: [{ path: "command", value }], digest: "0".repeat(64) });

describe("a card warns of", () => {
  test("characters that turn the direction, where they are", () => {
    const { found } = findingsOf(face({ action: action(visible("rm \u202e/ fr").text), hidden: 1 }));
    expect(found).toEqual([{ kind: "direction", place: "arguments" }]);
  });

  test("words of mixed letters, each once a place", () => {
    const { found } = findingsOf(face({ message: "p\u0430y p\u0430y", action: action("p\u0430y") }));
    expect(found).toEqual([
      { kind: "mixed", place: "arguments", word: "p\u0430y" },
      { kind: "mixed", place: "words", word: "p\u0430y" },
    ]);
  });

  test("what is hidden in a form and in an option's value, which come as they were sent", () => {
    const schema = { type: "object", properties: { "a\u200b": { type: "string", title: "A" } } };
    expect(findingsOf(face({ type: "form", schema })).hidden).toBe(1);
    const options = [{ value: "x\u2060", label: "X", effect: "neutral" as const }];
    expect(findingsOf(face({ type: "choice", options })).hidden).toBe(1);
    expect(findingsOf(face({ type: "input", suggestions: ["p\u0430y\u2060"] }))).toEqual({
      hidden: 1,
      found: [{ kind: "mixed", place: "options", word: "p\u0430y" }],
    });
  });

  test("letters from right to left in what runs, but not in an agent's prose", () => {
    expect(findingsOf(face({ action: action("rm א b") })).found).toEqual([{ kind: "rightToLeft", place: "arguments" }]);
    expect(findingsOf(face({ message: "שלום" })).found).toEqual([]);
  });
});

test("a plain card warns of nothing", () => {
  expect(findingsOf(face({ action: action("kubectl rollout restart") }))).toEqual({ hidden: 0, found: [] });
});
