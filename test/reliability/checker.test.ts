import { describe, expect, test } from "vitest";
import type { State } from "./caller.ts";
import { isLinearizable, type Operation } from "./checker.ts";

const deadline = 1_000;
const check = (...operations: readonly Operation[]) => isLinearizable({ deadline, operations });
const read = (from: number, to: number, told: State): Operation => ({ kind: "read", from, to, told });
const cancel = (from: number, to: number, told?: "taken" | "refused"): Operation => ({
  kind: "cancel",
  from,
  to,
  told,
});
const vote = (from: number, to: number, what: "approved" | "rejected", told?: "taken" | "refused"): Operation => ({
  kind: "vote",
  for: what,
  from,
  to,
  told,
});

describe("the checker accepts", () => {
  test("one winner among overlapping writers, and readers that see it from then on", () => {
    const writers = [vote(0, 10, "approved", "taken"), cancel(1, 9, "refused"), vote(2, 8, "rejected", "refused")];
    expect(check(...writers, read(3, 5, "pending"), read(6, 12, "approved"), read(20, 21, "approved"))).toBe(true);
  });

  test("the same vote said twice, but not a cancel", () => {
    expect(check(vote(0, 1, "rejected", "taken"), vote(2, 3, "rejected", "taken"))).toBe(true);
    expect(check(cancel(0, 1, "taken"), cancel(2, 3, "taken"))).toBe(false);
    expect(check(cancel(0, 1, "taken"), cancel(2, 3, "refused"))).toBe(true);
  });

  test("a call without an answer that took effect, late or never", () => {
    expect(check(vote(0, 5, "approved"), read(6, 7, "approved"))).toBe(true);
    expect(check(vote(0, 5, "approved"), read(6, 7, "pending"), read(8, 9, "approved"))).toBe(true);
    expect(check(vote(0, 5, "approved"), cancel(6, 7, "taken"), read(8, 9, "canceled"))).toBe(true);
  });

  test("a timeout from the deadline on, seen at once or later", () => {
    expect(check(read(999, 1_001, "timeout"))).toBe(true);
    expect(check(read(1_100, 1_101, "pending"), read(1_500, 1_501, "timeout"))).toBe(true);
    expect(check(vote(1_100, 1_110, "approved", "refused"), read(1_111, 1_112, "timeout"))).toBe(true);
  });
});

describe("the checker rejects", () => {
  test("two winners", () => {
    expect(check(vote(0, 10, "approved", "taken"), vote(0, 10, "rejected", "taken"))).toBe(false);
    expect(check(vote(0, 10, "approved", "taken"), cancel(0, 10, "taken"))).toBe(false);
  });

  test("a decision that was told and then lost", () => {
    expect(check(vote(0, 1, "approved", "taken"), read(2, 3, "pending"))).toBe(false);
    expect(check(vote(0, 1, "approved", "taken"), read(1_100, 1_200, "timeout"))).toBe(false);
  });

  test("a read that goes back to pending", () => {
    expect(check(vote(0, 50, "approved", "taken"), read(1, 2, "approved"), read(3, 4, "pending"))).toBe(false);
    expect(check(read(1_100, 1_101, "timeout"), read(1_102, 1_103, "pending"))).toBe(false);
  });

  test("readers that disagree", () => {
    expect(check(vote(0, 9, "approved"), cancel(0, 9), read(10, 11, "approved"), read(10, 11, "canceled"))).toBe(false);
  });

  test("a decision that nobody made", () => {
    expect(check(read(0, 1, "approved"))).toBe(false);
    expect(check(vote(5, 6, "approved", "taken"), read(0, 1, "approved"))).toBe(false);
  });

  test("a refusal while nothing had ended the request", () => {
    expect(check(vote(0, 1, "approved", "refused"))).toBe(false);
    expect(check(cancel(0, 1, "refused"), vote(2, 3, "approved", "taken"))).toBe(false);
  });

  test("a timeout before the deadline, and an answer taken after it", () => {
    expect(check(read(900, 990, "timeout"))).toBe(false);
    expect(check(vote(1_010, 1_020, "approved", "taken"))).toBe(false);
  });
});
