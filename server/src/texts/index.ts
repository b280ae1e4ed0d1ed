import { en } from "./en.ts";

/** Every text that a person reads, in one language. English is the measure of what must be there. */
export type Texts = Loose<typeof en>;

/** The same shape with any words in it: a sentence may say something else in another language. */
type Loose<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof T]: Loose<T[Key]> };

const languages: Readonly<Record<string, Texts>> = { en };

/** The catalogue of a language (`en`, `en-GB`), else the English one. */
export function textsFor(language: string): Texts {
  return languages[language.toLowerCase()] ?? languages[language.toLowerCase().split("-")[0] ?? ""] ?? en;
}
