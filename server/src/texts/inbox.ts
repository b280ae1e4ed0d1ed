/** The texts of the web inbox. A browser loads only the language that it shows. */
import type { inbox } from "./en/inbox.ts";
import type { Loose } from "./loose.ts";

export type InboxTexts = Loose<typeof inbox>;

/** By their own names. */
export const INBOX_LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type InboxLanguage = keyof typeof INBOX_LANGUAGES;

const load: Readonly<Record<InboxLanguage, () => Promise<InboxTexts>>> = {
  en: async () => (await import("./en/inbox.ts")).inbox,
  de: async () => (await import("./de/inbox.ts")).inbox,
};

export function inboxTexts(language: InboxLanguage): Promise<InboxTexts> {
  return load[language]();
}

/** The first of these that the page speaks (`de-AT` is `de`), else English. */
export function languageFor(wanted: readonly (string | undefined)[]): InboxLanguage {
  const known = wanted.map((tag) => tag?.toLowerCase().split("-")[0]).find((tag) => tag !== undefined && tag in load);
  return (known ?? "en") as InboxLanguage;
}
