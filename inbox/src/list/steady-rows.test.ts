import type { InboxRow } from "@loopgate/contract";
import { describe, expect, test } from "vitest";
import { groupsOf } from "./groups.ts";
import { steady } from "./steady-rows.ts";

const row = (id: string, expires = "2026-01-01T01:00:00Z") => ({ request_id: id, expires_at: expires }) as InboxRow;
const list = (ids: string) => [...ids].map((id) => row(id));
const shownAs = (shown: string | undefined, current: string) => {
  const { rows, waiting } = steady(shown === undefined ? undefined : list(shown), list(current));
  return [rows.map(({ row: { request_id: id }, isGone }) => (isGone ? `(${id})` : id)).join(""), waiting];
};

describe("under a pointer", () => {
  test.each([
    ["nothing is held where no pointer is", undefined, "xabc", "xabc", 0],
    ["what comes before is held back", "abc", "xabyc", "abc", 2],
    ["what comes after moves nothing", "abc", "abcxy", "abcxy", 0],
    ["what has ended stays in its place", "abc", "ac", "a(b)c", 0],
    ["also the last one, and then nothing is added", "abc", "abx", "ab(c)", 1],
    ["an empty list holds nothing back", "", "abc", "abc", 0],
  ])("%s", (_name, shown, current, rows, waiting) => {
    expect(shownAs(shown, current)).toEqual([rows, waiting]);
  });
});

test("what is due within fifteen minutes stands first", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  const rows = [row("a", "2026-01-01T00:14:59Z"), row("b", "2026-01-01T00:15:00Z")];
  const { soon, later } = groupsOf(rows, now);
  expect([soon, later].map((group) => group.map(({ request_id: id }) => id))).toEqual([["a"], ["b"]]);
});
