const named: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };

/** One `&…;` at `begin`, or undefined where Telegram leaves the ampersand as it stands. */
export function decodeCharacter(bytes: Buffer, begin: number): { text: string; end: number } | undefined {
  const ahead = bytes.toString("latin1", begin + 1, begin + 40);
  const numeric = /^#(?:x([0-9a-f]*)|(\d*))/i.exec(ahead);
  if (numeric !== null) return decodeNumeric(numeric, ahead, begin);
  const name = /^[a-z]*/i.exec(ahead)?.[0] ?? "";
  const text = named[name];
  return text === undefined ? undefined : { text, end: afterSemicolon(ahead, name.length, begin) };
}

function decodeNumeric(
  match: RegExpExecArray,
  ahead: string,
  begin: number,
): { text: string; end: number } | undefined {
  const code = match[1] === undefined ? Number.parseInt(match[2] ?? "", 10) : Number.parseInt(match[1], 16);
  const length = match[0].length;
  if (!(code > 0 && code < 0x10ffff) || length + 1 >= 10) return undefined;
  return { text: String.fromCodePoint(code), end: afterSemicolon(ahead, length, begin) };
}

// The semicolon is optional, as it is on the server.
function afterSemicolon(ahead: string, length: number, begin: number): number {
  return begin + 1 + length + (ahead[length] === ";" ? 1 : 0);
}

/** What td calls a space; the end of the text counts as one. */
export function isSpace(byte: number | undefined): boolean {
  return byte === undefined || byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0;
}
