/** Words that are not what they seem, as UTS 39 has them: nothing is hidden in them, but the eye reads another word. */

export type LookAlike = {
  readonly word: string;
  /** Where the word begins, in UTF-16 units. */
  readonly at: number;
  /**
   * `mixed`: letters of scripts that look alike stand in one word. `other`: a word wholly of letters that look like Latin ones, in a text
   * that is Latin. `styled`: letters that only imitate plain ones. `sign`: a sign that looks like one of ASCII's.
   */
  readonly kind: "mixed" | "other" | "styled" | "sign";
};

/** Scripts with letters that pass for Latin ones or for each other's. One that is written together with others is not here. */
const SCRIPTS = [
  ["Latin", /\p{Script=Latin}/u],
  ["Cyrillic", /\p{Script=Cyrillic}/u],
  ["Greek", /[\p{Script=Greek}\p{Script=Coptic}]/u],
  ["Armenian", /\p{Script=Armenian}/u],
  ["Cherokee", /\p{Script=Cherokee}/u],
  ["Georgian", /\p{Script=Georgian}/u],
  ["Hebrew", /\p{Script=Hebrew}/u],
  ["Arabic", /\p{Script=Arabic}/u],
  ["Lisu", /\p{Script=Lisu}/u],
  ["Deseret", /\p{Script=Deseret}/u],
  ["Tifinagh", /\p{Script=Tifinagh}/u],
  ["Ethiopic", /\p{Script=Ethiopic}/u],
  ["Thai", /\p{Script=Thai}/u],
  ["Canadian", /\p{Script=Canadian_Aboriginal}/u],
] as const;

/** Letters of Cyrillic, Greek and Armenian that are drawn like Latin ones. */
const LIKE_LATIN = /^[абвеёгіїјкмнорсԁԛԝѕтухһьЅІЈАВЕЁКМНОРСТУХҮԌԚԜӏӀαβγικνορτυχϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹօոսաքցհյզԼՍՏՕ]+$/u;
/** Phonetic letters, small capitals and what stands for letters of other alphabets: Latin by script, and no Latin word has them. */
const ODD_LATIN =
  /[\u{0250}-\u{02AF}\u{1D00}-\u{1DBF}\u{A730}-\u{A7FF}\u{AB30}-\u{AB6F}\u{0131}\u{017F}\u{01C0}-\u{01C3}]/u;
/** Slashes, colons, dots, hyphens and the like that no keyboard has, and that change where a link or a path leads. */
const SIGNS =
  /[\u{2024}\u{2027}\u{FE52}\u{FF0E}\u{3002}\u{FF61}\u{2044}\u{2215}\u{29F8}\u{FF0F}\u{2571}\u{2236}\u{A789}\u{FE55}\u{FF1A}\u{02D0}\u{2010}-\u{2012}\u{2043}\u{02D7}\u{FE63}\u{FF0D}\u{FE68}\u{FF3C}\u{2216}\u{29F5}\u{FF20}\u{FE6B}\u{FF1F}\u{FF06}\u{FF03}\u{FF05}\u{FF04}\u{FF1B}\u{037E}\u{FF5C}\u{2223}\u{01C0}]/u;
/** With letters in circles and squares, which are no letters by their class. */
const WORD = /[\p{L}\p{M}\p{N}\u{24B6}-\u{24E9}\u{1F130}-\u{1F189}_]+/gu;
const PLAIN = /^\p{ASCII}*$/u;

/** Every word and sign of a text that may be taken for another. */
export function lookAlikes(text: string): readonly LookAlike[] {
  if (PLAIN.test(text)) return [];
  const found: LookAlike[] = [];
  const isLatinText = /[A-Za-z]{2}/.test(text);
  for (const { 0: word, index: at } of text.matchAll(WORD)) {
    const kind = PLAIN.test(word) ? undefined : kindOf(word, isLatinText);
    if (kind !== undefined) found.push({ word, at, kind });
  }
  for (const { 0: word, index: at } of text.matchAll(new RegExp(SIGNS, "gu")))
    if (!/[\p{L}]/u.test(word)) found.push({ word, at, kind: "sign" });
  return found.toSorted((one, other) => one.at - other.at);
}

function kindOf(word: string, isLatinText: boolean): LookAlike["kind"] | undefined {
  const scripts = SCRIPTS.filter(([, script]) => script.test(word)).map(([name]) => name);
  if (scripts.length > 1) return "mixed";
  if (scripts[0] === "Latin" && ODD_LATIN.test(word) && /[A-Za-z]/.test(word)) return "mixed";
  if (isStyled(word)) return "styled";
  if (isLatinText && [...word].length > 1 && LIKE_LATIN.test(word)) return "other";
  return undefined;
}

/** Letters and digits that are ASCII's in another dress: mathematical, fullwidth, in circles. */
function isStyled(word: string): boolean {
  return [...word].some(
    (letter) => letter > "\u{7F}" && /^[A-Za-z0-9]+$/.test(letter.normalize("NFKC")) && !/[ªº²³¹ſ]/.test(letter),
  );
}

/** Whether letters written from right to left stand in it: beside others, what is read and what runs may be in another order. */
export function hasRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}\p{Script=Mende_Kikakui}\p{Script=Hanifi_Rohingya}]/u;
