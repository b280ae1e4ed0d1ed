/**
 * Letters that look like a Latin one: Cyrillic, Greek, Armenian, small capitals, a few digits. `i` and `l` are one shape,
 * since a capital I is drawn like a small l. Capitals stand here where their small letter looks like another one.
 */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  [
    ["a", "аαɑᴀ"],
    ["b", "ьвΒʙƅ"],
    ["c", "сϲᴄ"],
    ["d", "ԁɗᴅđ"],
    ["e", "еєεҽᴇ"],
    ["f", "ғꜰ"],
    ["g", "ɡցɢ"],
    ["h", "һнհΗʜħ"],
    ["j", "јϳᴊ"],
    ["k", "кκᴋ"],
    ["l", "iіιɩɪ1|ıӏⅼʟł"],
    ["m", "мΜᴍ"],
    ["n", "пηոΝɴ"],
    ["o", "оοօσ0ᴏø"],
    ["p", "рρᴘ"],
    ["q", "ԛ"],
    ["r", "гɾʀ"],
    ["s", "ѕ5$ƽꜱ"],
    ["t", "тτᴛ"],
    ["u", "υսʋᴜ"],
    ["v", "νѵᴠ"],
    ["w", "ѡԝωᴡ"],
    ["x", "хχ"],
    ["y", "уγүΥʏ"],
    ["z", "Ζᴢ"],
  ].flatMap(([latin = "", likes = ""]) => [...likes].map((like): [string, string] => [like, latin])),
);

/** Letters that are drawn as pictures, each alphabet in one row: 🅐 and 🅰. */
const PICTURED_A = [0x1f150, 0x1f170];

/** The letters of a text as they look: small, Latin, without marks. */
function look(text: string): string {
  if (/^[a-hj-km-z ,.]*$/.test(text)) return text;
  return [...text.normalize("NFKD")]
    .map((character) => LOOKALIKES.get(character) ?? pictured(character) ?? character.toLowerCase())
    .map((character) => LOOKALIKES.get(character) ?? character)
    .join("")
    .replace(/[^\p{L}\p{N}\p{P}\p{S}\s]|\p{Default_Ignorable_Code_Point}/gu, "");
}

/**
 * What a label reads as: its letters as they look, other signs and emoji left out, one space between words. For
 * comparing only; it is never shown.
 */
export function skeleton(text: string): string {
  return look(text)
    .replace(/[’'`´ʼʻ′]/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function pictured(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0;
  const first = PICTURED_A.find((start) => code >= start && code < start + 26);
  return first === undefined ? undefined : (LOOKALIKES.get(letterAt(code - first)) ?? letterAt(code - first));
}

function letterAt(index: number): string {
  return String.fromCodePoint(0x61 + index);
}
