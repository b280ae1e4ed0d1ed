import { describe, expect, test } from "vitest";
import { hasRightToLeft, lookAlikes } from "./look-alikes.ts";

const kinds = (text: string) => lookAlikes(text).map(({ word, kind }) => `${kind}: ${word}`);

describe("a word that is not what it seems is found", () => {
  test.each([
    ["a Cyrillic a in a Latin name", "pay to p\u0430ypal now", "mixed: p\u0430ypal"],
    ["a Greek o", "https://g\u03bfogle.com", "mixed: g\u03bfogle"],
    ["an Armenian o", "micr\u0585soft", "mixed: micr\u0585soft"],
    ["a Cherokee letter", "\u13aamazon", "mixed: \u13aamazon"],
    ["a dotless i", "w\u0131ndows", "mixed: w\u0131ndows"],
    ["a small capital", "p\u1d00ypal", "mixed: p\u1d00ypal"],
    ["a word that is wholly Cyrillic, in a Latin text", "open \u0440\u0430\u0443.com", "other: \u0440\u0430\u0443"],
    ["mathematical letters", "\u{1d41a}\u{1d429}\u{1d429} app", "styled: \u{1d41a}\u{1d429}\u{1d429}"],
    ["fullwidth letters", "\uff45vil host", "styled: \uff45vil"],
    ["a letter in a circle", "\u24d4vil host", "styled: \u24d4vil"],
  ])("%s", (_name, text, found) => {
    expect(kinds(text)).toEqual([found]);
  });

  test.each([
    ["a fraction slash", "https://bank.com\u2044evil.org", "\u2044"],
    ["a division slash", "rm \u2215tmp", "\u2215"],
    ["a one dot leader", "bank\u2024com", "\u2024"],
    ["an ideographic full stop", "bank\u3002com", "\u3002"],
    ["a fullwidth colon", "http\uff1a//x", "\uff1a"],
    ["a hyphen that is no hyphen-minus", "my\u2010host", "\u2010"],
    ["a Greek question mark", "a\u037eb", "\u037e"],
  ])("%s", (_name, text, sign) => {
    expect(kinds(text)).toContain(`sign: ${sign}`);
  });

  test("with its place", () => {
    expect(lookAlikes("\u{1f680} p\u0430y")).toEqual([{ word: "p\u0430y", at: 3, kind: "mixed" }]);
  });
});

test.each([
  "Deploy v2.1.0 to production?",
  "Straße, naïve, Łódź, İstanbul’da değil – “quoted”…",
  "нет, это русский текст: рост, сорт, ах",
  "Ελληνικό κείμενο",
  "日本語とカタカナ",
  "한국어",
  "Preis: 5 m², 3ª, 10 µm",
  "emoji 🚀 👩🏽‍🚀 ✅",
  "",
])("%j has none", (text) => {
  expect(lookAlikes(text)).toEqual([]);
});

test("letters from right to left are told", () => {
  expect(hasRightToLeft("rm -rf א /etc")).toBe(true);
  expect(hasRightToLeft("rm -rf /etc")).toBe(false);
});
