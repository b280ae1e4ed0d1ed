import type { InboxTexts } from "../../inbox.ts";

export const timeline: InboxTexts["timeline"] = {
  title: "Verlauf",
  kinds: {
    created: "Gefragt",
    shown: "Gezeigt",
    not_shown: "Konnte nicht gezeigt werden",
    seen: "Gesehen",
    voted: "Geantwortet",
    refused: "Eine Antwort wurde abgewiesen",
    decided: "Entschieden",
    noted: "Ein Grund kam hinzu",
    timeout: "Abgelaufen",
    canceled: "Zurückgezogen",
    fetched: "Vom Agenten abgeholt",
    called_back: "An den Callback gesendet",
    call_back_failed: "Der Callback schlug fehl",
  },
};
