import { describe, expect, test } from "vitest";
import { blocksOf, type Block, type Span } from "./markup.ts";

const textOf = (spans: readonly Span[]): string =>
  spans.map((span) => ("spans" in span ? textOf(span.spans) : span.text)).join("");
const spansIn = (text: string): readonly Span[] => {
  const [block] = blocksOf(text);
  return block && "spans" in block ? block.spans : [];
};
const kinds = (blocks: readonly Block[]) => blocks.map(({ kind }) => kind);

describe("an agent's words", () => {
  test("have paragraphs, headings, lists and code", () => {
    const text = "# Why\n\nBecause **it** is `x`.\nAnd so on.\n\n- one\n- two\n\n1. first\n\n```sh\nrm -rf /\n```";
    expect(kinds(blocksOf(text))).toEqual(["heading", "paragraph", "list", "list", "code"]);
    expect(blocksOf(text)[4]).toEqual({ kind: "code", text: "rm -rf /" });
  });

  test("have strong, emphasized and code words", () => {
    expect(spansIn("a **b** *c* `d` snake_case_name 2 * 3 * 4").map(({ kind }) => kind)).toEqual([
      "text",
      "strong",
      "text",
      "emphasis",
      "text",
      "code",
      "text",
    ]);
  });

  test("show where a link leads, as a browser would ask for it", () => {
    expect(spansIn("see [the bank](https://b\u0430nk.com/login)")[1]).toEqual({
      kind: "link",
      text: "the bank",
      host: "xn--bnk-6cd.com",
    });
    expect(spansIn("[you](https://bank.com@evil.example/x)")[0]).toMatchObject({ host: "evil.example" });
  });
});

test.each([
  "[x](javascript:alert(1))",
  "[x](data:text/html,<script>alert(1)</script>)",
  "![alt](https://evil.example/pixel.png)",
  "<img src=x onerror=alert(1)>",
  "<a href='https://evil.example'>x</a>",
  "&lt;b&gt; &amp; https://evil.example",
  "[x]: https://evil.example",
  "| a | b |",
])("%s stays as it was written", (text) => {
  expect(textOf(spansIn(text))).toBe(text);
  expect(spansIn(text).every(({ kind }) => kind === "text")).toBe(true);
});

test("a text of any length and shape is read in a moment", () => {
  for (const piece of ["*", "**a", "[", "[a](", "`", "- ", "```\n", "_a_", "((", "\n#"]) {
    const text = piece.repeat(19_000 / piece.length);
    const before = performance.now();
    blocksOf(text);
    expect(performance.now() - before, piece).toBeLessThan(1_000);
  }
  const long = "**x** ".repeat(40_000);
  expect(blocksOf(long)).toEqual([{ kind: "paragraph", spans: [{ kind: "text", text: long }] }]);
});
