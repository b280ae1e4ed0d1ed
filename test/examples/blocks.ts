/** Fenced blocks of a Markdown page, each with the heading that it stands under. */
export type Block = {
  readonly heading: string;
  /** The word after the fence: `bash`, `python`; empty where there is none. */
  readonly language: string;
  readonly text: string;
  /** Counted from 1, of the opening fence. */
  readonly line: number;
};

/** All blocks of the page, in order. A fence inside a list item is read without its indentation. */
export function readBlocks(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let heading = "";
  let open: { indent: string; language: string; line: number; lines: string[] } | undefined;
  for (const [at, line] of markdown.split("\n").entries()) {
    const fence = /^(\s*)```(\w*)\s*$/.exec(line);
    if (open && fence && fence[2] === "") {
      const { indent, lines, ...block } = open;
      blocks.push({ ...block, heading, text: lines.map((each) => withoutIndent(each, indent)).join("\n") });
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (fence) open = { indent: fence[1] ?? "", language: fence[2] ?? "", line: at + 1, lines: [] };
    else heading = /^#{1,6}\s+(.*?)\s*$/.exec(line)?.[1] ?? heading;
  }
  if (open) throw new Error(`the block that begins at line ${open.line} has no end`);
  return blocks;
}

function withoutIndent(line: string, indent: string): string {
  return line.startsWith(indent) ? line.slice(indent.length) : line;
}
