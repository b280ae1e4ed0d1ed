/**
 * Characters that a person cannot see or that change what is seen: controls, direction marks, tags, fillers,
 * private use, line separators, blanks that are not the plain one. The Braille blank draws as empty, and is in no class;
 * nor are the marks of interlinear notes and the joiners of hieroglyphs.
 */
const HIDDEN =
  /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u{2800}\u{FFF9}-\u{FFFB}\u{13430}-\u{1343F}\u{115F}\u{1160}\u{3164}\u{FFA0}]|(?! )\p{Zs}/u;
const PICTURE = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}/u;
const KEY = /^[0-9#*]$/;
const KEYCAP = "\u{20E3}";
const JOINER = "\u{200D}";
const PICTURE_STYLE = "\u{FE0F}";

/** What a hidden character is written as. A text that holds such a mark of its own has its bracket written out: nobody forges one. */
const MARK = /\u{27E6}U\+([0-9A-F]{4,6})\u{27E7}/gu;
const OPENING = "\u{27E6}";

/** Printable ASCII and line feeds: most texts, and nothing to look for in them. */
const PLAIN = /^[\x20-\x7E\n]*$/;

export type Visible = {
  readonly text: string;
  /** How many characters had to be made visible. */
  readonly hidden: number;
};

/**
 * The text with each hidden character written as ⟦U+202E⟧. A line feed stays; so do the joiners inside an emoji. No two texts
 * become the same.
 */
export function visible(text: string): Visible {
  if (PLAIN.test(text)) return { text, hidden: 0 };
  const characters = [...text];
  let hidden = 0;
  const shown = characters.map((character, at) => {
    if (!isHidden(characters, at)) return character;
    hidden += 1;
    return `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟧`;
  });
  return { text: shown.join(""), hidden };
}

/** Where the marks are in what `visible` has made, with their lengths: whoever draws the text makes them stand out. */
export function marksIn(text: string): readonly { readonly at: number; readonly length: number }[] {
  return [...text.matchAll(MARK)].map(({ index, 0: { length } }) => ({ at: index, length }));
}

/**
 * A JSON text with each hidden character as JSON's own escape: nothing in it is unseen, and reading it gives the same value.
 * Hidden characters can stand only inside a JSON text's strings, where an escape means the same (RFC 8259, 7).
 */
export function visibleJson(json: string): string {
  if (PLAIN.test(json)) return json;
  const characters = [...json];
  return characters.map((character, at) => (isHidden(characters, at) ? escaped(character) : character)).join("");
}

function escaped(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

function isHidden(characters: readonly string[], at: number): boolean {
  const character = characters[at] ?? "";
  if (character === "\n") return false;
  if (character === OPENING) return /^\u{27E6}U\+[0-9A-F]{4,6}\u{27E7}/u.test(characters.slice(at, at + 10).join(""));
  return HIDDEN.test(character) && !belongsToPicture(characters, at);
}

function belongsToPicture(characters: readonly string[], at: number): boolean {
  const character = characters[at];
  const before = characters[at - 1] ?? "";
  if (character === PICTURE_STYLE) return PICTURE.test(before) || (KEY.test(before) && characters[at + 1] === KEYCAP);
  if (character !== JOINER) return false;
  const picture = before === PICTURE_STYLE ? (characters[at - 2] ?? "") : before;
  return PICTURE.test(picture) && PICTURE.test(characters[at + 1] ?? "");
}
