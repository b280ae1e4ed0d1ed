import { Refusal } from "./errors.ts";
import { decodeCharacter, isSpace } from "./html-characters.ts";

const supportedTags = new Set(
  "a b strong i em s strike del u ins tg-spoiler tg-emoji tg-time span pre code blockquote".split(" "),
);

export type StartTag = {
  readonly name: string;
  /** The one attribute that matters for this tag: href, language, emoji id, Unix time, or "" for `expandable`. */
  readonly argument: string | undefined;
  readonly format: string;
  readonly end: number;
};

const equals = 0x3d;
const greater = 0x3e;

/** Reads the start tag at `begin`, which points at its `<`; `end` is the byte after its `>`. */
export function readStartTag(bytes: Buffer, begin: number, unknownTags: readonly string[]): StartTag {
  let position = begin + 1;
  while (!isSpace(bytes[position]) && bytes[position] !== greater) position++;
  if (position >= bytes.length) throw new Refusal("htmlUnclosedStart", { offset: begin });
  const name = bytes.toString("utf8", begin + 1, position).toLowerCase();
  if (!supportedTags.has(name) || unknownTags.includes(name)) {
    throw new Refusal("htmlUnsupportedTag", { tag: name, offset: begin });
  }

  const attributes = new Map<string, string>();
  for (;;) {
    position = skipSpaces(bytes, position);
    if (position >= bytes.length) throw new Refusal("htmlUnclosedStart", { offset: begin });
    if (bytes[position] === greater) break;
    const attribute = readAttribute(bytes, position, name, begin);
    attributes.set(attribute.name, attribute.value);
    position = attribute.end;
  }
  const tag = {
    name,
    argument: argumentOf(name, attributes),
    format: attributes.get("format") ?? "",
    end: position + 1,
  };
  if (name === "span" && tag.argument === undefined) throw new Refusal("htmlSpanClass", { offset: begin });
  return tag;
}

type Attribute = { name: string; value: string; end: number };

function readAttribute(bytes: Buffer, start: number, tag: string, tagBegin: number): Attribute {
  let position = start;
  while (!isSpace(bytes[position]) && bytes[position] !== equals && bytes[position] !== greater) position++;
  const name = bytes.toString("utf8", start, position);
  if (name === "") throw new Refusal("htmlEmptyAttribute", { tag, offset: tagBegin });
  position = skipSpaces(bytes, position);
  if (bytes[position] !== equals) {
    if (tag === "blockquote" && name === "expandable") return { name, value: "", end: position };
    throw new Refusal("htmlNoEqualSign", { tag, offset: tagBegin });
  }
  position = skipSpaces(bytes, position + 1);
  if (position >= bytes.length) throw new Refusal("htmlUnclosedNamedStart", { tag, offset: tagBegin });
  const quote = bytes[position];
  if (quote !== 0x22 && quote !== 0x27) return { name, ...readToken(bytes, position) };
  const literal = readLiteral(bytes, position + 1, quote);
  if (literal.end >= bytes.length) throw new Refusal("htmlUnclosedStart", { offset: tagBegin });
  return { name, ...literal };
}

function readToken(bytes: Buffer, start: number): { value: string; end: number } {
  const value = /^[a-z0-9.-]*/i.exec(bytes.toString("latin1", start))?.[0] ?? "";
  const end = start + value.length;
  if (!isSpace(bytes[end]) && bytes[end] !== greater) throw new Refusal("htmlNameToken", { offset: start });
  return { value: value.toLowerCase(), end };
}

function readLiteral(bytes: Buffer, start: number, quote: number): { value: string; end: number } {
  let value = "";
  let position = start;
  let plain = start;
  while (position < bytes.length && bytes[position] !== quote) {
    const character = bytes[position] === 0x26 ? decodeCharacter(bytes, position) : undefined;
    if (character === undefined) {
      position++;
      continue;
    }
    value += bytes.toString("utf8", plain, position) + character.text;
    position = plain = character.end;
  }
  return { value: value + bytes.toString("utf8", plain, position), end: position + 1 };
}

function argumentOf(tag: string, attributes: Map<string, string>): string | undefined {
  switch (tag) {
    case "a":
      return attributes.get("href");
    case "code":
      return afterPrefix(attributes.get("class"), "language-");
    case "span":
      return attributes.get("class") === "tg-spoiler" ? "spoiler" : undefined;
    case "tg-emoji":
      return attributes.get("emoji-id");
    case "tg-time":
      return attributes.get("unix");
    case "blockquote":
      return attributes.get("expandable");
    default:
      return undefined;
  }
}

function afterPrefix(value: string | undefined, prefix: string): string | undefined {
  return value?.startsWith(prefix) === true ? value.slice(prefix.length) : undefined;
}

function skipSpaces(bytes: Buffer, from: number): number {
  let position = from;
  while (position < bytes.length && isSpace(bytes[position])) position++;
  return position;
}
