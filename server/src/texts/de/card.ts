import type { Outcome } from "@loopgate/contract";
import type { Texts } from "../index.ts";

const outcome: Record<Outcome, string> = {
  approve: "Freigegeben",
  edit: "Mit geänderten Argumenten freigegeben",
  reject: "Abgelehnt",
  respond: "Beantwortet",
};

export const card: Texts["card"] = {
  product: "Loopgate",
  risk: { low: "geringes Risiko", medium: "mittleres Risiko", high: "HOHES RISIKO", critical: "KRITISCH" },
  title: {
    confirmation: "Freigabe erbeten",
    choice: "Auswahl erbeten",
    input: "Text erbeten",
    form: "Formular erbeten",
  },
  effectMark: { approve: "✅", reject: "⛔", neutral: "" },
  outcome,
  askedBy: "Gefragt von",
  unverified: "ungeprüfte Angabe",
  session: "Sitzung",
  willRun: "Wird ausgeführt",
  noArguments: "(keine Argumente)",
  actionDigest: "Prüfsumme der Aktion",
  noAction: "Keine Aktion liegt bei: all dies sind Worte des Agenten.",
  agentSays: "Der Agent sagt",
  agentDescribes: "Der Agent beschreibt die Aktion als",
  source: "Herkunft (Angabe des Agenten)",
  metadata: "Metadaten (Angabe des Agenten)",
  callback: "Die Antwort geht auch an",
  options: "Optionen",
  suggestions: "Antworten, die der Agent vorschlägt",
  pickBetween: (min, max) => (min === max ? `Wählen Sie ${min}.` : `Wählen Sie ${min} bis ${max}.`),
  hidden: (count) =>
    `${count} ${count === 1 ? "unsichtbares Zeichen ist" : "unsichtbare Zeichen sind"} als ⟦U+…⟧ ausgeschrieben: sehen Sie zweimal hin.`,
  omitted: (what, code) => `Hier weggelassen oder gekürzt: ${what.join(", ")}. Alles davon: loopgate answer ${code}`,
  moreFields: (count) => `… und ${count} weitere`,
  expires: "Läuft ab",
  code: "Code",
  votes: (of, have, need, names) => `${outcome[of]}: ${have} von ${need} (${names.join(", ")})`,
  decided: (of, names) => (names.length === 0 ? outcome[of] : `${outcome[of]} von ${names.join(", ")}`),
  decidedByPolicy: (of) => `${outcome[of]} nach Vorgabe`,
  answeredElsewhere: "Loopgate: anderswo beantwortet",
  timedOut: "Abgelaufen: niemand hat geantwortet, und das ist keine Freigabe",
  canceled: "Vom Agenten zurückgezogen",
  cancelReason: "Sein Grund",
  reason: "Grund",
  answer: "Antwort",
  via: (channel) => `über ${channel}`,
};
