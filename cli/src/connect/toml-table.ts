import { stringify, type TomlTable } from "smol-toml";

/**
 * A TOML text with `table` as `[name.key]`, every other line as it was. What stood under that header and those below it is
 * replaced where it stood; a new one comes last. Only tables with a header of their own are found: the caller has to check
 * the outcome.
 */
export function withTable(text: string, [name, key]: readonly [string, string], table: TomlTable): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text.split(/\r?\n/);
  const own = headerOf(name, key);
  const kept: string[] = [];
  let at: number | undefined;
  for (let line = 0; line < lines.length; line++) {
    if (!own.test(lines[line] ?? "")) {
      kept.push(lines[line] ?? "");
      continue;
    }
    at ??= kept.length;
    while (kept.length > at && kept.at(-1)?.trim() === "") kept.pop();
    line = endOf(lines, line) - 1;
  }
  const made = stringify({ [name]: { [key]: table } })
    .trimEnd()
    .split("\n");
  if (at !== undefined) return kept.toSpliced(at, 0, ...made).join(eol);
  const before = text.trimEnd() === "" ? "" : text.replace(/(\r?\n)*$/, eol + eol);
  return `${before}${made.join(eol)}${eol}`;
}

function headerOf(name: string, key: string): RegExp {
  const quoted = (word: string) => `(?:${word}|"${word}"|'${word}')`;
  return new RegExp(`^\\s*\\[\\s*${quoted(name)}\\s*\\.\\s*${quoted(key)}\\s*(?:\\.[^\\]]*)?\\]\\s*(?:#.*)?$`);
}

/** The line after the last of a table; blank lines and comments before the next header belong to that. */
function endOf(lines: readonly string[], header: number): number {
  const next = lines.findIndex((line, at) => at > header && /^\s*\[/.test(line));
  let end = next < 0 ? lines.length : next;
  while (end > header + 1 && /^\s*(#.*)?$/.test(lines[end - 1] ?? "")) end--;
  return end;
}
