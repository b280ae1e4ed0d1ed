import { LoopgateError } from "@loopgate/contract";

/** Deeper than this, a body is refused. */
const DEEPEST = 32;
/** A number written longer than this is refused unread; no double needs as much. */
const LONGEST_NUMBER = 400;

/**
 * Parses I-JSON (RFC 7493) and nothing more: what a person is shown must be what any other parser reads. Refused are
 * duplicate names, numbers whose decimal value a double does not hold, lone surrogates, `__proto__`, deep nesting.
 * Throws LoopgateError `invalid_json`.
 */
export function parseStrictJson(text: string): unknown {
  const depth = depthOf(text);
  if (depth > DEEPEST) throw invalid(`It is nested ${depth} levels deep; ${DEEPEST} is the most.`);
  const value = parse(text);
  createScanner(text).value();
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`${whatIsWrong(String(error))} Send one JSON object.`);
  }
}

/** The engine's own words quote the body, so only the place is taken from them. */
function whatIsWrong(message: string): string {
  const at = /position (\d+)/.exec(message)?.[1];
  if (at !== undefined) return `There is a mistake at character ${at}.`;
  return message.includes("end of JSON") ? "It ends too early, or is empty." : "It is not JSON.";
}

/** How deep brackets nest outside of strings; it needs no valid JSON, so that it can come first. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") deepest = Math.max(deepest, ++depth);
    else if (character === "}" || character === "]") depth--;
  }
  return deepest;
}

/** Walks a text that is known to be valid JSON, and refuses what JSON.parse lets pass. */
function createScanner(text: string) {
  let at = 0;

  function value(): void {
    space();
    const first = text[at];
    if (first === "{") object();
    else if (first === "[") list();
    else if (first === '"') string();
    else if (first === "-" || (first !== undefined && first >= "0" && first <= "9")) number();
    else while (/[a-z]/.test(text[at] ?? "")) at++;
    space();
  }

  function object(): void {
    const names = new Set<string>();
    at++;
    space();
    while (text[at] !== "}") {
      const name = string();
      if (names.has(name)) throw invalid(`The name ${JSON.stringify(name)} stands twice in one object. Keep one.`);
      if (name === "__proto__") throw invalid('The name "__proto__" is not taken.');
      names.add(name);
      space();
      at++;
      value();
      if (text[at] === ",") at++;
      space();
    }
    at++;
  }

  function list(): void {
    at++;
    space();
    while (text[at] !== "]") {
      value();
      if (text[at] === ",") at++;
    }
    at++;
  }

  function string(): string {
    const start = at++;
    while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    const raw = text.slice(start, ++at);
    const read = raw.includes("\\") ? String(JSON.parse(raw)) : raw.slice(1, -1);
    if (read.includes("\0")) throw invalid("A string holds the character U+0000, which cannot be stored.");
    if (!read.isWellFormed()) throw invalid("A string holds half of a surrogate pair, which is no character.");
    return read;
  }

  function number(): void {
    const start = at;
    while (/[-+.eE\d]/.test(text[at] ?? "")) at++;
    const raw = text.slice(start, at);
    if (!holds(raw)) throw invalid(`The number ${raw.slice(0, 40)} cannot be held exactly. Send it as a string.`);
  }

  function space(): void {
    while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  }

  return { value };
}

/** Whether a double, printed at its shortest, has the decimal value that was written. */
function holds(raw: string): boolean {
  if (raw.length > LONGEST_NUMBER) return false;
  const value = Number(raw);
  if (!Number.isFinite(value)) return false;
  return decimal(raw) === decimal(JSON.stringify(value));
}

/** A decimal's sign, digits and exponent without superfluous zeros: 1.50 and 15e-1 read the same, so do 0 and -0. */
function decimal(raw: string): string {
  const [, sign = "", whole = "", part = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(raw) ?? [];
  const digits = (whole + part).replace(/^0+/, "");
  const trimmed = digits.replace(/0+$/, "");
  if (trimmed === "") return "0";
  return `${sign}${trimmed}e${Number(exponent) - part.length + (digits.length - trimmed.length)}`;
}

function invalid(detail: string): LoopgateError {
  return new LoopgateError("invalid_json", detail);
}
