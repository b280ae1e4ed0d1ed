import { expect, test } from "vitest";
import { marksIn, visible, visibleJson } from "./visible.ts";

test.each([
  ["a right-to-left override", "\u202e", "202E"],
  ["a right-to-left isolate", "\u2067", "2067"],
  ["a left-to-right mark", "\u200e", "200E"],
  ["an Arabic letter mark", "\u061c", "061C"],
  ["a zero width space", "\u200b", "200B"],
  ["a zero width joiner between letters", "\u200d", "200D"],
  ["a word joiner", "\u2060", "2060"],
  ["a byte order mark", "\ufeff", "FEFF"],
  ["a soft hyphen", "\u00ad", "00AD"],
  ["a grapheme joiner", "\u034f", "034F"],
  ["a tag letter", "\u{e0041}", "E0041"],
  ["a Hangul filler", "\u3164", "3164"],
  ["a halfwidth Hangul filler", "\uffa0", "FFA0"],
  ["a Hangul choseong filler", "\u115f", "115F"],
  ["a Braille blank", "\u2800", "2800"],
  ["a no-break space", "\u00a0", "00A0"],
  ["an em space", "\u2003", "2003"],
  ["an ideographic space", "\u3000", "3000"],
  ["a line separator", "\u2028", "2028"],
  ["a carriage return", "\r", "000D"],
  ["a tab", "\t", "0009"],
  ["a backspace", "\b", "0008"],
  ["an escape", "\u001b", "001B"],
  ["a next line", "\u0085", "0085"],
  ["a variation selector after a letter", "\ufe0f", "FE0F"],
  ["a variation selector of the supplement", "\u{e0100}", "E0100"],
  ["a letter of private use", "\ue000", "E000"],
  ["a noncharacter", "\ufdd0", "FDD0"],
  ["a lone surrogate", "\ud800", "D800"],
  ["a mark of interlinear notes", "\ufff9", "FFF9"],
  ["a joiner of hieroglyphs", "\u{13430}", "13430"],
])("%s is written out and counted", (_name, hidden, code) => {
  expect(visible(`a${hidden}b`)).toEqual({ text: `a⟦U+${code}⟧b`, hidden: 1 });
});

test.each([
  "Deploy v2.1.0 to production?",
  "Zwei\nZeilen, Straße, naïve, 日本語, עברית, हिन्दी",
  "é and e\u0301",
  "\u{1F468}\u200D\u{1F469}\u200D\u{1F467}",
  "\u{1F469}\u{1F3FD}\u200D\u{1F680}",
  "\u2764\uFE0F\u200D\u{1F525}",
  "\u{1F3F3}\uFE0F\u200D\u{1F308}",
  "\u{1F1E9}\u{1F1EA} \u{1F1EB}\u{1F1F7}",
  "1\uFE0F\u20E3 #\uFE0F\u20E3",
  "⟦ brackets of the same kind ⟧",
])("%s stays as it is", (text) => {
  expect(visible(text)).toEqual({ text, hidden: 0 });
});

test.each([
  ["after an emoji and before a letter", "\u{1F680}\u200Dx", 1],
  ["a second picture style", "\u2764\uFE0F\uFE0F", 1],
  ["a keycap on a letter", "x\uFE0F\u20E3", 1],
  ["at the very start", "\u200D\u{1F680}", 1],
  ["two joiners between emoji", "\u{1F680}\u200D\u200D\u{1F680}", 2],
])("a joiner that makes no emoji is written out: %s", (_name, text, hidden) => {
  expect(visible(text).hidden).toBe(hidden);
});

test("each hidden character is counted", () => {
  expect(visible("\u202e\u202e abc \u2066")).toEqual({ text: "⟦U+202E⟧⟦U+202E⟧ abc ⟦U+2066⟧", hidden: 3 });
});

test("a text that writes such a mark itself is not taken for one", () => {
  expect(visible("⟦U+202E⟧")).toEqual({ text: "⟦U+27E6⟧U+202E⟧", hidden: 1 });
});

test.each([
  "",
  "plain",
  "a\u202eb",
  "⟦U+202E⟧",
  "⟦⟦U+27E6⟧U+202E⟧",
  "⟦U+27E6⟧",
  "\u202e⟦U+0009⟧\t",
  "⟦U+XYZ⟧ ⟦u+202e⟧",
  "\u{e0041}",
  "\ud800",
])("what was made visible is told apart and leads back: %j", (text) => {
  expect(original(visible(text).text)).toBe(text);
});

test("the marks are found where they stand", () => {
  expect(marksIn(visible("a\u202eb").text)).toEqual([{ at: 1, length: 8 }]);
  expect(marksIn("⟦ none ⟧")).toEqual([]);
});

test.each([
  "a\u202eb",
  "\u{e0041}",
  "tab\tnew\nline",
  "\\u202e is written",
  "\u{1F468}\u200D\u{1F469}",
  "caf\u00e9",
  "\ud800",
])("a JSON text of %j is written without anything hidden, and reads back as the same", (text) => {
  const shown = visibleJson(JSON.stringify({ text }, null, 2));
  expect(visible(shown).hidden).toBe(0);
  expect(JSON.parse(shown)).toEqual({ text });
});

function original(shown: string): string {
  return shown.replace(/⟦U\+([0-9A-F]{4,6})⟧/gu, (_mark, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
}
