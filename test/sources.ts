/** The repo's own sources as text, for the tests that hold its rules: which files there are, what they import, what they do. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const root = dirname(import.meta.dirname);

export type Source = {
  /** From the root of the repo, with `/`. */
  readonly path: string;
  readonly text: string;
};

const folders = "{contract,server,client,cli,inbox,fake-telegram,test,examples,bench,scripts}";

/** Every TypeScript file that people wrote. */
export function sources(): readonly Source[] {
  const paths = globSync([`${folders}/**/*.{ts,tsx}`, "*.ts"], {
    cwd: root,
    exclude: ["**/node_modules", "**/dist", "**/generated"],
  });
  return paths.toSorted().map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** Tests, and the suites and fixtures that only tests import. */
export function isTest(path: string): boolean {
  return /[./](test|suite|fixture)\.tsx?$/.test(path) || path.startsWith("test/") || path.includes("/test/");
}

/** How a line of `source` is named in a complaint. */
export function at(source: Source, offset: number): string {
  return `${source.path}:${source.text.slice(0, offset).split("\n").length}`;
}

const afterOperator = /(^|[=(,:[!&|?{};+\-*%<>~^]|\b(return|typeof|case|in|of|throw|await|void))\s*$/;

/**
 * The same text with comments, and what stands in quotes, as blanks: the same length, so that offsets still hold. What stands in
 * `${}` is code and stays. With `keepQuoted` only comments go.
 */
export function codeOnly(text: string, { keepQuoted = false }: { keepQuoted?: boolean } = {}): string {
  let out = "";
  let here = 0;
  const blank = (end: number) => {
    out += text.slice(here, end).replace(/[^\n]/g, " ");
    here = end;
  };
  const keep = (end: number) => {
    out += text.slice(here, end);
    here = end;
  };
  const quoted = keepQuoted ? keep : blank;

  const code = (closing: string) => {
    let depth = 0;
    while (here < text.length) {
      const letter = text[here] ?? "";
      if (letter === closing && depth === 0) return;
      if (letter === "{") depth++;
      if (letter === "}") depth--;
      if (text.startsWith("//", here)) blank(endOf(text, "\n", here));
      else if (text.startsWith("/*", here)) blank(endOf(text, "*/", here) + 2);
      else if (letter === '"' || letter === "'") string(letter);
      else if (letter === "`") template();
      else if (letter === "/" && afterOperator.test(out.slice(-200))) regex();
      else keep(here + 1);
    }
  };
  const string = (quote: string) => {
    keep(here + 1);
    let end = here;
    while (end < text.length && text[end] !== quote) end += text[end] === "\\" ? 2 : 1;
    quoted(end);
    keep(end + 1);
  };
  const template = () => {
    keep(here + 1);
    let end = here;
    while (end < text.length && text[end] !== "`") {
      if (text.startsWith("${", end)) {
        quoted(end);
        keep(end + 2);
        code("}");
        end = here;
      } else end += text[end] === "\\" ? 2 : 1;
    }
    quoted(end);
    keep(end + 1);
  };
  const regex = () => {
    const body = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/.exec(text.slice(here));
    if (body) blank(here + body[0].length);
    else keep(here + 1);
  };

  code("");
  return out;
}

function endOf(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found < 0 ? text.length : found;
}

export type Import = {
  readonly specifier: string;
  /** What is named, `*` for all of it, nothing for an import for its side effect. */
  readonly names: readonly { readonly name: string; readonly typeOnly: boolean }[];
  readonly typeOnly: boolean;
  readonly offset: number;
};

const statement =
  /\b(?:import|export)\s+(type\s+)?([\w$*{},\s]*?)\s*\bfrom\s*["']|\bimport\s*["']|\bimport\s*\(\s*["'`]/g;

/** Every import and re-export, the ones written as calls and in types included. */
export function importsOf({ text }: Pick<Source, "text">): readonly Import[] {
  const code = codeOnly(text);
  return [...code.matchAll(statement)].map((match) => {
    const quote = match.index + match[0].length - 1;
    const specifier = text.slice(quote + 1, code.indexOf(text[quote] ?? "", quote + 1));
    const wholly = match[1] !== undefined;
    const names = namesIn(match[2] ?? (match[0].includes("(") ? "*" : ""), wholly);
    return {
      specifier,
      names,
      typeOnly: names.length > 0 && names.every((each) => each.typeOnly),
      offset: match.index,
    };
  });
}

function namesIn(clause: string, wholly: boolean): Import["names"] {
  const parts = clause.replace(/[{}]/g, ",").split(",");
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => ({
      name: part.replace(/^type\s+/, "").split(/\s+/)[0] ?? "",
      typeOnly: wholly || /^type\s/.test(part),
    }));
}
