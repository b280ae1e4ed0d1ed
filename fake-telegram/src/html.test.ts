import { describe, expect, it } from "vitest";
import { parseHtml } from "./html.ts";

const refusalOf = (source: string) => {
  try {
    parseHtml(source);
  } catch (error) {
    return (error as Error).message.replace("Bad Request: can't parse entities: ", "");
  }
  return "accepted";
};

describe("what is taken", () => {
  it.each([
    ["<b>x</b>", "bold"],
    ["<strong>x</strong>", "bold"],
    ["<i>x</i>", "italic"],
    ["<em>x</em>", "italic"],
    ["<u>x</u>", "underline"],
    ["<ins>x</ins>", "underline"],
    ["<s>x</s>", "strikethrough"],
    ["<del>x</del>", "strikethrough"],
    ["<tg-spoiler>x</tg-spoiler>", "spoiler"],
    ['<span class="tg-spoiler">x</span>', "spoiler"],
    ["<code>x</code>", "code"],
    ["<pre>x</pre>", "pre"],
    ["<blockquote>x</blockquote>", "blockquote"],
    ["<blockquote expandable>x</blockquote>", "expandable_blockquote"],
  ])("%s is %s", (source, type) => {
    expect(parseHtml(source)).toEqual({ text: "x", entities: [{ type, offset: 0, length: 1 }] });
  });

  it("a code block keeps its language", () => {
    expect(parseHtml('<pre><code class="language-diff">-a\n+b</code></pre>').entities).toEqual([
      { type: "pre", offset: 0, length: 5, language: "diff" },
    ]);
  });

  it("a time carries its moment and format", () => {
    expect(parseHtml('<tg-time unix="1647531900" format="r">in 5 min</tg-time>').entities).toEqual([
      { type: "date_time", offset: 0, length: 8, unix_time: 1_647_531_900, date_time_format: "r" },
    ]);
  });

  it("entities count UTF-16 units, so that an emoji is two", () => {
    expect(parseHtml("🔴 <b>Äx</b>").entities).toEqual([{ type: "bold", offset: 3, length: 2 }]);
  });

  it("nested tags give the outer entity first", () => {
    expect(parseHtml("<b>a<i>b</i></b>").entities.map((one) => one.type)).toEqual(["bold", "italic"]);
  });

  it("the four named characters and numeric ones are decoded, all others stay as they are", () => {
    expect(parseHtml("&lt;&gt;&amp;&quot;&#33;&#x1F534;&nbsp;&apos;&").text).toBe('<>&"!🔴&nbsp;&apos;&');
  });

  it("an empty tag leaves no entity", () => {
    expect(parseHtml("a<b></b>")).toEqual({ text: "a", entities: [] });
  });

  it("a link that Telegram does not take for one is dropped and its text stays", () => {
    expect(parseHtml('<a href="http://localhost:8080/x">open</a>')).toEqual({ text: "open", entities: [] });
    expect(parseHtml('<a href="https://example.com/?a=1&amp;b=2">open</a>').entities).toEqual([
      { type: "text_link", offset: 0, length: 4, url: "https://example.com/?a=1&b=2" },
    ]);
  });
});

describe("what is refused", () => {
  it.each([
    ["an unknown tag", "ab<div>x</div>", 'Unsupported start tag "div" at byte offset 2'],
    ["<br>", "a<br>b", 'Unsupported start tag "br" at byte offset 1'],
    ["a bare <", "1 < 2", 'Unsupported start tag "" at byte offset 2'],
    ["a < at the end", "1 <2", "Unclosed start tag at byte offset 2"],
    ["a bare < before a later >", "a <5> b", 'Unsupported start tag "5" at byte offset 2'],
    ["the wrong end tag", "<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ["crossed tags", "<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
    ["an end tag alone", "x</b>", "Unexpected end tag at byte offset 1"],
    ["an end tag without its end", "<b>x</b", "Unclosed end tag at byte offset 4"],
    ["a tag that is never closed", "<b>x", 'Can\'t find end tag corresponding to start tag "b"'],
    [
      "a span that is no spoiler",
      '<span class="x">x</span>',
      'Tag "span" must have class "tg-spoiler" at byte offset 0',
    ],
    [
      "an attribute without a value",
      "<a href>x</a>",
      'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
    ],
    [
      "a value without quotes that needs them",
      "<a href=http://x.y/>x</a>",
      "Unexpected end of name token at byte offset 8",
    ],
    ["a value whose quote stays open", '<a href="x>y</a>', "Unclosed start tag at byte offset 0"],
    ["an attribute without a name", '<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'],
    ["a time that is none", '<tg-time unix="soon">x</tg-time>', 'Invalid Unix time specified in the tag "tg-time"'],
    ["a time in an unknown format", '<tg-time unix="1" format="x">x</tg-time>', "Invalid date time format specified"],
    [
      "half a surrogate pair",
      "&#xD83D;",
      "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units",
    ],
  ])("%s", (_, source, refusal) => {
    expect(refusalOf(source)).toBe(refusal);
  });

  it("offsets in errors count bytes of UTF-8, not characters", () => {
    expect(refusalOf("äö🔴<x>")).toBe('Unsupported start tag "x" at byte offset 8');
  });

  it("a server that does not know <tg-time> yet says that the tag is unsupported", () => {
    expect(() => parseHtml('<tg-time unix="1">x</tg-time>', ["tg-time"])).toThrow('Unsupported start tag "tg-time"');
  });
});
