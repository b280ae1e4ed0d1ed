/** Letters that look like a Latin one, after lower-casing: Cyrillic, Greek, Armenian and a few digits. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  [
    ["a", "аαɑ"],
    ["b", "ьв"],
    ["c", "сϲ"],
    ["d", "ԁɗ"],
    ["e", "еєεҽ"],
    ["g", "ɡց"],
    ["h", "һнհ"],
    ["i", "іιɩ1|ı"],
    ["j", "јϳ"],
    ["k", "кκ"],
    ["l", "ӏⅼ"],
    ["m", "м"],
    ["n", "пηո"],
    ["o", "оοօσ0"],
    ["p", "рρ"],
    ["q", "ԛ"],
    ["r", "гɾ"],
    ["s", "ѕ5$ƽ"],
    ["t", "тτ"],
    ["u", "υսʋ"],
    ["v", "νѵ"],
    ["w", "ѡԝω"],
    ["x", "хχ"],
    ["y", "уγү"],
    ["z", "ᴢ"],
  ].flatMap(([latin = "", likes = ""]) => [...likes].map((like): [string, string] => [like, latin])),
);

/**
 * What a label reads as: lower case, without marks, emoji and hidden characters, look-alike letters as the Latin ones
 * (after UTS 39). Two labels with one skeleton cannot be told apart by a hurried person.
 */
export function skeleton(text: string): string {
  return [...text.normalize("NFKD").toLowerCase()]
    .map((character) => LOOKALIKES.get(character) ?? character)
    .join("")
    .replace(/[’'`´]/gu, "")
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/[\s_-]+/gu, " ")
    .trim();
}
