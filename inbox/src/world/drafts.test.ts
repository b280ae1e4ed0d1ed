import { beforeEach, expect, test, vi } from "vitest";
import { dropDraft, dropDrafts, readDraft, saveDraft } from "./drafts.ts";

const ann = { accountId: "ann", requestId: "1" };
const ben = { accountId: "ben", requestId: "1" };

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    key: (at: number) => [...kept.keys()][at] ?? null,
    get length() {
      return kept.size;
    },
  });
  return () => vi.unstubAllGlobals();
});

test("a draft is read by who began it, for the card as it was, until it was sent", () => {
  saveDraft(ann, "digest", { text: "calm" });
  expect(readDraft(ann, "digest")).toEqual({ text: "calm" });
  expect(readDraft(ann, "another")).toBeUndefined();
  expect(readDraft(ben, "digest")).toBeUndefined();
  dropDraft(ben);
  expect(readDraft(ann, "digest")).toEqual({ text: "calm" });
  dropDraft(ann);
  expect(readDraft(ann, "digest")).toBeUndefined();
});

test("signing out leaves no draft behind, and touches nothing else", () => {
  for (const requestId of ["1", "2"]) saveDraft({ ...ann, requestId }, "digest", {});
  sessionStorage.setItem("other", "kept");
  dropDrafts();
  for (const requestId of ["1", "2"]) expect(readDraft({ ...ann, requestId }, "digest")).toBeUndefined();
  expect(sessionStorage.getItem("other")).toBe("kept");
});
