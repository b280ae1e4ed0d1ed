import { expect, test } from "vitest";
import { inboxTexts, INBOX_LANGUAGES, languageFor } from "./inbox.ts";

test.each([
  [["de-AT", "en"], "de"],
  [["fr", "DE"], "de"],
  [["fr-FR"], "en"],
  [[undefined, "en-GB"], "en"],
  [[], "en"],
])("of %j the page speaks %s", (wanted, language) => {
  expect(languageFor(wanted)).toBe(language);
});

test("every text is there in every language, and none was left in English", async () => {
  const [en, de] = [texts(await inboxTexts("en")), texts(await inboxTexts("de"))];
  expect(Object.keys(INBOX_LANGUAGES)).toEqual(["en", "de"]);
  expect([...de.keys()]).toEqual([...en.keys()]);
  // Names of programs and languages are the same everywhere.
  const same = [...en]
    .filter(
      ([path, text]) =>
        !path.startsWith(".agents.languages.") && /\p{L}{2} \p{L}{2}/u.test(text) && de.get(path) === text,
    )
    .map(([path]) => path);
  expect(same).toEqual([]);
});

test("what is wrong with a field is said as people say it, also where no sentence was written for it", async () => {
  const [en, de] = [await inboxTexts("en"), await inboxTexts("de")];
  expect(en.field.wrong("is required")).toBe("Please fill this in.");
  expect(en.field.wrong("must be of type integer")).toBe("Must be a whole number.");
  expect(en.field.wrong("must be at least 3")).toBe("Must be at least 3.");
  expect(de.field.wrong("must be of type integer")).toBe("Muss eine ganze Zahl sein.");
});

/** Every text with its path; one that is made of values is made of 1s. */
function texts(value: unknown, path = ""): Map<string, string> {
  if (typeof value === "string") return new Map([[path, value]]);
  if (typeof value === "function") return new Map([[path, (value as (...all: string[]) => string)("1", "1", "1")]]);
  const members = Object.entries(value as object).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return new Map(members.flatMap(([key, member]) => Array.from(texts(member, `${path}.${key}`))));
}
