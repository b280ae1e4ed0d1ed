import type { MessageEntity } from "@grammyjs/types";
import { Refusal } from "./errors.ts";
import { type FormattedText, parseHtml } from "./html.ts";

const longestText = 4096;

export type TextParameters = {
  readonly text?: string | undefined;
  readonly parse_mode?: string | undefined;
  readonly entities?: readonly MessageEntity[] | undefined;
};

/** What the text of a send or an edit becomes; its length is checked apart, as the server checks it later. */
export function readText(parameters: TextParameters, unknownTags: readonly string[]): FormattedText {
  if (parameters.text === undefined || parameters.text === "") throw new Refusal("textEmpty");
  const formatted = trim(parse(parameters.text, parameters, unknownTags));
  if (formatted.text === "") throw new Refusal("textNothingLeft");
  return formatted;
}

/** 4096 UTF-16 units, counted after parsing. */
export function checkLength(text: FormattedText): void {
  if (text.text.length > longestText) throw new Refusal("textTooLong");
}

function parse(text: string, parameters: TextParameters, unknownTags: readonly string[]): FormattedText {
  switch ((parameters.parse_mode ?? "").toLowerCase()) {
    case "html":
      return parseHtml(text, unknownTags);
    case "markdown":
    case "markdownv2":
      throw new Refusal("parseModeNotImplemented");
    case "":
    case "none":
      return { text, entities: parameters.entities ?? [] };
    default:
      throw new Refusal("parseModeUnsupported");
  }
}

// Telegram drops the white space around a text, and with it the entities that covered nothing else.
function trim(formatted: FormattedText): FormattedText {
  const start = formatted.text.length - formatted.text.trimStart().length;
  const text = formatted.text.trim();
  const entities = formatted.entities.flatMap((entity) => {
    const offset = Math.max(entity.offset - start, 0);
    const end = Math.min(entity.offset + entity.length - start, text.length);
    return end > offset ? [{ ...entity, offset, length: end - offset }] : [];
  });
  return { text, entities };
}
