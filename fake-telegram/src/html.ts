import type { MessageEntity } from "@grammyjs/types";
import { Refusal } from "./errors.ts";
import { decodeCharacter, isSpace } from "./html-characters.ts";
import { readStartTag, type StartTag } from "./html-tags.ts";
import { checkLink } from "./links.ts";

export type FormattedText = { readonly text: string; readonly entities: readonly MessageEntity[] };

type OpenTag = StartTag & { readonly offset: number };

/**
 * Reads Telegram's HTML as its server does: the same tags, the same four named characters, the same errors with their
 * offsets in bytes of the UTF-8 source (td MessageEntity.cpp parse_html). Offsets of entities are in UTF-16 units.
 */
export function parseHtml(source: string, unknownTags: readonly string[] = []): FormattedText {
  const bytes = Buffer.from(source);
  const open: OpenTag[] = [];
  const entities: MessageEntity[] = [];
  // <pre><code class="language-x"> is one entity of type "pre": the code's language waits here for its <pre> to close.
  let innerLanguage: string | undefined;
  let text = "";
  let position = 0;

  while (position < bytes.length) {
    const plain = endOfPlainText(bytes, position);
    text += bytes.toString("utf8", position, plain);
    position = plain;
    if (bytes[position] === 0x26) {
      const character = decodeCharacter(bytes, position);
      text += character === undefined ? "&" : character.text;
      position = character === undefined ? position + 1 : character.end;
    } else if (bytes[position] === 0x3c && bytes[position + 1] === 0x2f) {
      position = closeTag(position);
    } else if (bytes[position] === 0x3c) {
      const tag = readStartTag(bytes, position, unknownTags);
      open.push({ ...tag, offset: text.length });
      position = tag.end;
    }
  }

  const unclosed = open.at(-1);
  if (unclosed !== undefined) throw new Refusal("htmlNoEnd", { tag: unclosed.name });
  if (!text.isWellFormed()) throw new Refusal("htmlSurrogate");
  return { text, entities: inOrder(entities) };

  function closeTag(begin: number): number {
    const tag = open.at(-1);
    if (tag === undefined) throw new Refusal("htmlUnexpectedEnd", { offset: begin });
    let end = begin + 2;
    while (end < bytes.length && !isSpace(bytes[end]) && bytes[end] !== 0x3e) end++;
    const name = bytes.toString("utf8", begin + 2, end).toLowerCase();
    while (end < bytes.length && isSpace(bytes[end])) end++;
    if (bytes[end] !== 0x3e) throw new Refusal("htmlUnclosedEnd", { offset: begin });
    if (name !== "" && name !== tag.name) {
      throw new Refusal("htmlUnmatchedEnd", { offset: begin, expected: tag.name, found: name });
    }
    open.pop();
    if (text.length > tag.offset) addEntity(tag);
    return end + 1;
  }

  function addEntity(tag: OpenTag): void {
    const place = { offset: tag.offset, length: text.length - tag.offset };
    const inner = entities.at(-1);
    const wrapsInner = inner?.offset === place.offset && inner.length === place.length;
    if (tag.name === "pre" && wrapsInner && inner.type === "code" && innerLanguage !== undefined) {
      entities[entities.length - 1] = { type: "pre", ...place, language: innerLanguage };
      return;
    }
    innerLanguage = tag.name === "code" ? tag.argument : undefined;
    const entity = entityOf(tag, place, text);
    if (entity !== undefined) entities.push(entity);
  }
}

const plainTags: Record<string, MessageEntity.CommonMessageEntity["type"]> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  span: "spoiler",
  "tg-spoiler": "spoiler",
  code: "code",
};

function entityOf(tag: OpenTag, place: { offset: number; length: number }, text: string): MessageEntity | undefined {
  switch (tag.name) {
    case "pre":
      return { type: "pre", ...place };
    case "blockquote":
      return { type: tag.argument === undefined ? "blockquote" : "expandable_blockquote", ...place };
    case "tg-emoji":
      return customEmoji(tag.argument, place);
    case "tg-time":
      return dateTime(tag, place);
    case "a": {
      // A link that does not hold is dropped without a word; its text stays.
      const link = checkLink(tag.argument ?? text.slice(place.offset));
      return link.url === undefined ? undefined : { type: "text_link", ...place, url: link.url };
    }
    default: {
      const type = plainTags[tag.name];
      return type === undefined ? undefined : { type, ...place };
    }
  }
}

function customEmoji(id: string | undefined, place: { offset: number; length: number }): MessageEntity {
  if (id === undefined || !/^[1-9]\d*$/.test(id)) throw new Refusal("htmlEmoji");
  return { type: "custom_emoji", ...place, custom_emoji_id: id };
}

function dateTime(tag: OpenTag, place: { offset: number; length: number }): MessageEntity {
  if (tag.argument === undefined || !/^\d{1,10}$/.test(tag.argument)) throw new Refusal("htmlTime");
  if (!isDateTimeFormat(tag.format)) throw new Refusal("htmlTimeFormat");
  return { type: "date_time", ...place, unix_time: Number(tag.argument), date_time_format: tag.format };
}

function isDateTimeFormat(format: string): format is MessageEntity.DateTimeMessageEntity["date_time_format"] {
  return /^(r|w?[dD]?[tT]?)$/.test(format);
}

function inOrder(entities: MessageEntity[]): MessageEntity[] {
  return entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);
}

function endOfPlainText(bytes: Buffer, from: number): number {
  let end = from;
  while (end < bytes.length && bytes[end] !== 0x26 && bytes[end] !== 0x3c) end++;
  return end;
}
