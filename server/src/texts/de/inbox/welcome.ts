import type { InboxTexts } from "../../inbox.ts";

export const welcome: InboxTexts["welcome"] = {
  title: (name) => `Willkommen, ${name}`,
  explain: "Was sich jetzt lohnt. Alles geht auch später, in den Einstellungen.",
  done: "Erledigt",
  passkey: "Passkey hinzufügen",
  passkeyExplain: "Anmelden ohne Passwort, und Kritisches beantworten.",
  telegram: "Telegram verknüpfen",
  telegramExplain: "Im Chat mit dem Bot antworten. Wenn Sie möchten.",
  sample: "Sich selbst eine Probe-Anfrage schicken",
  sampleExplain: "Wie ein Agent es täte. Was Sie auch antworten, es geschieht nichts.",
  sampleKinds: {
    confirmation: "Eine Aktion zum Genehmigen",
    critical: "Eine kritische",
    edit: "Eine, die Sie ändern dürfen",
    choice: "Eine Auswahl",
    multiple: "Mehrere zugleich",
    input: "Eine Frage",
    form: "Ein Formular",
  },
  sampleWaits: "Sie wartet in Ihrem Eingang.",
  open: "Ansehen",
  ask: "Fragen wie ein Agent",
  askExplain: "Fügen Sie das in ein Terminal ein; die Anfrage erscheint im Eingang, während Sie zusehen.",
  askKey: "Agenten brauchen hier einen API-Schlüssel.",
  toAgents: "Weitere Wege, einen Agenten anzuschließen",
  toInbox: "Zum Eingang",
};
