import type { InboxTexts } from "../../inbox.ts";

export const shell: InboxTexts["shell"] = {
  name: "Loopgate",
  skip: "Zum Inhalt",
  screens: "Ansichten",
  inbox: "Eingang",
  history: "Verlauf",
  people: "Personen",
  agents: "Agenten",
  settings: "Einstellungen",
  notFound: "Unter dieser Adresse gibt es nichts",
  toInbox: "Zum Eingang",
  waiting: (count) => (count === 1 ? "1 Anfrage wartet" : `${count} Anfragen warten`),
};
