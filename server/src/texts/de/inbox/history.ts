import type { InboxTexts } from "../../inbox.ts";

export const history: InboxTexts["history"] = {
  title: "Verlauf",
  explain: "Was früher gefragt wurde, wie es endete und wer entschieden hat.",
  ended: "Alles Beendete",
  any: "Jeder Ausgang",
  anyAgent: "Jeder Agent",
  anyRisk: "Jedes Risiko",
  status: "Status",
  outcome: "Ausgang",
  agent: "Agent",
  risk: "Risiko",
  all: "Alles, auch was wartet",
  count: (count) => `${count} Anfragen`,
  one: "1 Anfrage",
  asked: "gefragt",
  by: (name) => `von ${name}`,
  empty: "Noch ist nichts beendet",
  emptyHint: "Was jemand entscheidet und was verfällt, bleibt hier.",
  noMatch: "Keine Anfrage passt",
  clear: "Filter löschen",
};
