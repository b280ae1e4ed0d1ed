import { expect, test } from "vitest";
import { cut, join, liveTime, mention, plain, text, withoutLiveTimes } from "./html.ts";

test("a stranger's text comes out as it went in", () => {
  const raw = `<b>&amp; "x" 'y' </b>`;
  expect(text(raw)).toBe("&lt;b&gt;&amp;amp; &quot;x&quot; 'y' &lt;/b&gt;");
  expect(plain(text(raw))).toBe(raw);
});

test("a text is cut between code points, and shows that it was cut", () => {
  expect(cut("abc", 3)).toBe("abc");
  expect(cut("abcd", 3)).toBe("ab…");
  expect(cut("a🙂🙂", 3)).toBe("a…");
  expect(cut("a🙂🙂b", 4)).toBe("a🙂…");
});

test("without the tag for live times the moment itself is left", () => {
  const html = join([text("until"), liveTime(5, "1970-01-01 00:00 UTC")], " ");
  expect(withoutLiveTimes(html)).toBe("until 1970-01-01 00:00 UTC");
});

test("a name cannot break out of a mention", () => {
  expect(mention("5", `"><b>`)).toBe('<a href="tg://user?id=5">&quot;&gt;&lt;b&gt;</a>');
});

test("half of a character is not passed on", () => {
  expect(text("a\uD83D")).toBe("a\uFFFD");
});
