import { de } from "./de.ts";
import { en } from "./en.ts";
import type { Loose } from "./loose.ts";

/** Every text that a person reads, in one language. English is the measure of what must be there. */
export type Texts = Loose<typeof en>;

const languages: Readonly<Record<string, Texts>> = { en, de };

/** The catalogue of a language (`en`, `en-GB`), else the English one. */
export function textsFor(language: string): Texts {
  return languages[language.toLowerCase()] ?? languages[language.toLowerCase().split("-")[0] ?? ""] ?? en;
}
