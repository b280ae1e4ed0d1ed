import { describe, expect, test } from "vitest";
import { cancel } from "./cancel.ts";
import { note, NOTE_WINDOW } from "./note.ts";
import { after, ann, asked, bob, MINUTE, T0 } from "./request.fixture.ts";
import { dueAt, elapse } from "./time.ts";
import type { HumanRequest } from "./request.ts";

const agent = { kind: "agent", clientId: "bot" } as const;
const canceled = (request: HumanRequest) => cancel(request, agent, "not needed", T0 + 1).request;

describe("time", () => {
  test("does nothing before the deadline", () => {
    expect(elapse(asked(), T0 + 5 * MINUTE - 1)).toBeUndefined();
  });
  test("ends a request at its deadline, and not before by the database's clock", () => {
    const request = asked();
    expect(elapse(request, request.expiresAt)).toMatchObject({
      request: { version: 2, state: { status: "timeout", at: request.expiresAt } },
      within: { from: request.expiresAt },
      event: { type: "request.timeout", actor: { kind: "clock" } },
      effects: [{ kind: "show" }],
    });
  });
  test("ends nothing twice", () => {
    for (const ended of [canceled(asked()), after(asked(), ann, { kind: "approve" })])
      expect(elapse(ended, T0 + 99 * MINUTE)).toBeUndefined();
  });
  test("has nothing to do with what has ended", () => {
    expect(dueAt(asked())).toBe(T0 + 5 * MINUTE);
    expect(dueAt(canceled(asked()))).toBeUndefined();
  });
});

describe("cancel", () => {
  test("ends a pending request with its reason, which stays out of the event", () => {
    const made = cancel(asked(), agent, "a secret", T0 + 1);
    expect(made.request.state).toEqual({ status: "canceled", at: T0 + 1, reason: "a secret" });
    expect(JSON.stringify(made.event)).not.toContain("secret");
  });
  test.each([
    ["canceled", canceled(asked())],
    ["completed", after(asked(), ann, { kind: "approve" })],
  ])("of what is %s is refused", (status, request) => {
    expect(() => cancel(request, agent, undefined, T0)).toThrow(status);
  });
});

describe("a reason afterwards", () => {
  const rejected = after(asked(), ann, { kind: "reject" }, T0);
  const refused = expect.objectContaining({ code: "note_not_taken" });

  test("is added by the decider, and the decision does not change", () => {
    const { request, event } = note(rejected, ann, "too risky", T0 + NOTE_WINDOW);
    expect(request).toMatchObject({ version: 3, notes: [{ by: "ann", text: "too risky" }], state: rejected.state });
    expect(JSON.stringify(event)).not.toContain("risky");
  });
  test("is added once", () => {
    const { request } = note(rejected, ann, "too risky", T0 + 1);
    expect(() => note(request, ann, "again", T0 + 2)).toThrow(refused);
  });
  test("is refused after five minutes", () => {
    expect(() => note(rejected, ann, "late", T0 + NOTE_WINDOW + 1)).toThrow(refused);
    expect(note(rejected, ann, "in time", T0).within).toEqual({ before: T0 + NOTE_WINDOW + 1 });
  });
  test("is refused from anybody else", () => {
    expect(() => note(rejected, bob, "me too", T0)).toThrow(refused);
  });
  test("is refused where the reject had one", () => {
    const reasoned = after(asked(), ann, { kind: "reject", reason: "no" }, T0);
    expect(() => note(reasoned, ann, "more", T0)).toThrow(refused);
  });
  test.each([
    ["pending", asked()],
    ["approved", after(asked(), ann, { kind: "approve" }, T0)],
    ["canceled", canceled(asked())],
  ])("is refused for what is %s", (_status, request) => {
    expect(() => note(request, ann, "why", T0)).toThrow(refused);
  });
});
