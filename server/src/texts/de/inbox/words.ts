import type { InboxTexts } from "../../inbox.ts";

export const words: InboxTexts["words"] = {
  risk: { low: "Geringes Risiko", medium: "Mittleres Risiko", high: "Hohes Risiko", critical: "Kritisch" },
  type: { confirmation: "Freigabe", choice: "Auswahl", input: "Frage", form: "Formular" },
  outcome: {
    approve: "Freigegeben",
    edit: "Mit Änderungen freigegeben",
    reject: "Abgelehnt",
    respond: "Beantwortet",
  },
  status: { pending: "Wartet", completed: "Entschieden", timeout: "Abgelaufen", canceled: "Zurückgezogen" },
  assurance: {
    same_user: "der Benutzer dieses Rechners",
    chat: "ein Chat-Konto",
    session: "eine Anmeldung",
    passkey: "ein Passkey",
  },
};
