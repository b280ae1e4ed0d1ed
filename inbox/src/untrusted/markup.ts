/**
 * The little of Markdown that an agent's words are read with: paragraphs, lists, headings, code, strong, emphasis, links. Whatever else
 * it is stays as it was written. No regular expression here looks further than its own line.
 */
export type Block =
  | { readonly kind: "paragraph" | "heading"; readonly spans: readonly Span[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Span[])[] }
  | { readonly kind: "code"; readonly text: string };

export type Span =
  | { readonly kind: "text" | "code"; readonly text: string }
  | { readonly kind: "strong" | "emphasis"; readonly spans: readonly Span[] }
  | { readonly kind: "link"; readonly text: string; readonly host: string };

/** A longer text is shown as it was written: nobody marks up so much for a person to read. */
const LONGEST = 20_000;
const ITEM = /^ {0,3}(?:[-*+]|(\d{1,3})[.)]) +(.*)$/;
const FENCE = /^ {0,3}(?:```|~~~)/;
const HEADING = /^#{1,6} +(.*)$/;

/** The blocks of a text that is already in its visible form. */
export function blocksOf(text: string): readonly Block[] {
  if (text.length > LONGEST) return [{ kind: "paragraph", spans: [{ kind: "text", text }] }];
  const blocks: Block[] = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length;) {
    const { block, next } = blockAt(lines, at);
    if (block) blocks.push(block);
    at = next;
  }
  return blocks;
}

function blockAt(lines: readonly string[], at: number): { readonly block?: Block; readonly next: number } {
  const line = lines[at] ?? "";
  if (line.trim() === "") return { next: at + 1 };
  if (FENCE.test(line)) return codeAt(lines, at);
  const heading = HEADING.exec(line);
  if (heading) return { block: { kind: "heading", spans: spansOf(heading[1] ?? "") }, next: at + 1 };
  return ITEM.test(line) ? listAt(lines, at) : paragraphAt(lines, at);
}

function codeAt(lines: readonly string[], at: number) {
  const end = lines.findIndex((line, index) => index > at && FENCE.test(line));
  const last = end < 0 ? lines.length : end;
  return { block: { kind: "code", text: lines.slice(at + 1, last).join("\n") } as const, next: last + 1 };
}

function listAt(lines: readonly string[], at: number) {
  let next = at;
  const items: (readonly Span[])[] = [];
  for (; ITEM.test(lines[next] ?? ""); next++) items.push(spansOf(ITEM.exec(lines[next] ?? "")?.[2] ?? ""));
  return { block: { kind: "list", ordered: ITEM.exec(lines[at] ?? "")?.[1] !== undefined, items } as const, next };
}

function paragraphAt(lines: readonly string[], at: number) {
  const isOwn = (line: string) => line.trim() === "" || FENCE.test(line) || HEADING.test(line) || ITEM.test(line);
  let next = at + 1;
  while (next < lines.length && !isOwn(lines[next] ?? "")) next++;
  return { block: { kind: "paragraph", spans: spansOf(lines.slice(at, next).join("\n")) } as const, next };
}

const SPAN =
  /`(?<code>[^`\n]{1,500})`|\*\*(?<strong>[^*\n]{1,500})\*\*|(?<![\w*])[*_](?!\s)(?<emphasis>[^*_\n]{1,500})(?<!\s)[*_](?![\w*])|(?<!!)\[(?<label>[^\]\n]{1,500})\]\((?<target>[^)\s]{1,2000})\)/g;

/** What stands in one line. */
function spansOf(text: string): readonly Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(SPAN)) {
    const span = spanOf(match.groups ?? {});
    if (span === undefined) continue;
    if (match.index > from) spans.push({ kind: "text", text: text.slice(from, match.index) });
    spans.push(span);
    from = match.index + match[0].length;
  }
  if (from < text.length) spans.push({ kind: "text", text: text.slice(from) });
  return spans;
}

function spanOf({ code, strong, emphasis, label, target }: Record<string, string | undefined>): Span | undefined {
  if (code !== undefined) return { kind: "code", text: code };
  if (strong !== undefined) return { kind: "strong", spans: spansOf(strong) };
  if (emphasis !== undefined) return { kind: "emphasis", spans: spansOf(emphasis) };
  const host = hostOf(target ?? "");
  return label !== undefined && host !== undefined ? { kind: "link", text: label, host } : undefined;
}

/** As a browser would ask for it: letters that only look like others become punycode. */
function hostOf(target: string): string | undefined {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  return url && ["https:", "http:"].includes(url.protocol) ? url.host : undefined;
}
