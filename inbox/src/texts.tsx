import { inboxTexts, languageFor, type InboxLanguage, type InboxTexts } from "@loopgate/server/texts/inbox";
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from "react";
import { readPreference, savePreference } from "./world/preferences.ts";

type Language = {
  readonly language: InboxLanguage;
  readonly texts: InboxTexts;
  /** Keeps the choice in this browser, and shows it at once. */
  readonly choose: (language: InboxLanguage) => void;
};

const LanguageContext = createContext<Language | undefined>(undefined);

/** Loads the language of the person: the one chosen in the settings, else the browser's. */
export function TextsProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(() => languageFor([readPreference("language"), ...navigator.languages]));
  const [texts, setTexts] = useState<InboxTexts>();
  useEffect(() => {
    let current = true;
    const load = async () => {
      const loaded = await inboxTexts(language);
      if (!current) return;
      document.documentElement.lang = language;
      setTexts(loaded);
    };
    void load();
    return () => void (current = false);
  }, [language]);
  const value = useMemo(
    () =>
      texts && {
        language,
        texts,
        choose: (chosen: InboxLanguage) => {
          savePreference("language", chosen);
          setLanguage(chosen);
        },
      },
    [language, texts],
  );
  return value && <LanguageContext value={value}>{children}</LanguageContext>;
}

/** Every text of the page, in the person's language. */
export function useTexts(): InboxTexts {
  return useLanguage().texts;
}

export function useLanguage(): Language {
  const value = use(LanguageContext);
  if (value === undefined) throw new Error("There are no texts outside of TextsProvider");
  return value;
}
