import type { Texts } from "../index.ts";

export const samples: Texts["samples"] = {
  confirmation:
    "Dies ist ein Beispiel. Eine neue Fassung der Website ist fertig, und ihre Tests sind bestanden. Nichts läuft, was immer Sie antworten.",
  critical: "Dies ist ein Beispiel für eine Anfrage, die den stärksten Beweis braucht. Nichts wird gelöscht.",
  edit: "Dies ist ein Beispiel. Der Betrag kann vor der Freigabe geändert werden. Kein Geld fließt.",
  editFields: { invoice: "Rechnung", amount: "Betrag", currency: "Währung", note: "Hinweis an den Kunden" },
  editNote: "Zu spät geliefert",
  choice: "Dies ist ein Beispiel. Zwei Tests schlagen im Hauptzweig fehl. Was soll als Nächstes geschehen?",
  choices: {
    revert: "Die letzte Änderung zurücknehmen",
    issue: "Ein Ticket anlegen",
    again: "Die Tests noch einmal starten",
  },
  multiple: "Dies ist ein Beispiel. Was davon soll der Wochenbericht behandeln?",
  topics: { incidents: "Störungen", deployments: "Auslieferungen", costs: "Kosten", signUps: "Neue Konten" },
  input: "Dies ist ein Beispiel. Was soll die Statusseite über den Ausfall von heute früh sagen?",
  suggestions: { well: "Alle Systeme arbeiten wieder.", looking: "Wir suchen noch nach der Ursache." },
  form: "Dies ist ein Beispiel. Ein Tisch soll bestellt werden; diese Angaben fehlen.",
  formFields: {
    name: "Name für die Bestellung",
    guests: "Gäste",
    day: "Tag",
    outside: "Draußen, wenn möglich",
  },
};
