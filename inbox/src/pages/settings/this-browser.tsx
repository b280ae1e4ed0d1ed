import { INBOX_LANGUAGES, type InboxLanguage } from "@loopgate/server/texts/inbox";
import type { ReactNode } from "react";
import { useLanguage, useTexts } from "../../texts.tsx";
import { savePreference } from "../../world/preferences.ts";
import { showTheme } from "../../world/theme.ts";
import { usePreference } from "../../world/use-preference.ts";
import { Check, Segments } from "../parts/choice.tsx";
import { Section } from "../parts/section.tsx";

const THEMES = ["system", "light", "dark"] as const;
const CONFIRMS = ["hold", "twice"] as const;

/** What this browser keeps of its person's choices. */
export function ThisBrowser() {
  const { settings } = useTexts();
  const { language, choose } = useLanguage();
  const theme = usePreference("theme") ?? "system";
  const keys = usePreference("keys") ?? "on";
  const confirm = usePreference("confirm") ?? "hold";
  const rows = [
    <Choice key="language" label={settings.languageLabel}>
      <Segments<InboxLanguage>
        label={settings.languageLabel}
        value={language}
        options={(Object.keys(INBOX_LANGUAGES) as InboxLanguage[]).map((value) => ({
          value,
          label: <span lang={value}>{INBOX_LANGUAGES[value]}</span>,
        }))}
        onChoose={choose}
      />
    </Choice>,
    <Choice key="theme" label={settings.theme}>
      <Segments
        label={settings.theme}
        value={theme}
        options={THEMES.map((value) => ({ value, label: settings.themes[value] }))}
        onChoose={(value) => {
          savePreference("theme", value);
          showTheme(value);
        }}
      />
    </Choice>,
    <Choice key="confirm" label={settings.confirm}>
      <Segments
        label={settings.confirm}
        value={confirm}
        options={CONFIRMS.map((value) => ({ value, label: settings.confirms[value] }))}
        onChoose={(value) => savePreference("confirm", value)}
      />
    </Choice>,
    <div key="keys" className="px-4 py-2.5">
      <Check
        label={settings.keys}
        hint={settings.keysHint}
        checked={keys === "on"}
        onChange={(on) => savePreference("keys", on ? "on" : "off")}
      />
    </div>,
  ];
  return (
    <Section title={settings.browser} explain={settings.browserExplain}>
      <div className="panel divide-y divide-line">{rows}</div>
    </Section>
  );
}

function Choice({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <span className="font-medium" aria-hidden>
        {label}
      </span>
      {children}
    </div>
  );
}
