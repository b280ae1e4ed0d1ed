import type { InboxTexts } from "../../inbox.ts";

export const settings: InboxTexts["settings"] = {
  title: "Einstellungen",
  // ---- the tenant's rules
  rules: "Anfragen",
  rulesExplain: "Was ab jetzt für jede Anfrage gilt. Offene bleiben, wie sie sind.",
  rulesReadOnly: "Eigentümer und Verwalter ändern das.",
  defaultRisk: "Risiko einer Anfrage, die keines nennt",
  defaultRiskHint: "Ein Agent kann ein Risiko anheben, nie senken.",
  serverDefault: "Was der Server sagt (DEFAULT_RISK)",
  byAction: "Risiko nach dem Namen einer Aktion",
  byActionNone: "Keine Aktion hat ein eigenes Risiko.",
  actionName: "Name der Aktion",
  actionNameHint: "Genau wie der Agent sie nennt, etwa: deploy.",
  actionRisk: "Risiko",
  actionRiskOf: (name) => `Risiko von ${name}`,
  actionRemove: (name) => `${name} entfernen`,
  actionAdd: "Hinzufügen",
  assurance: "Was ein Ja mindestens braucht",
  assuranceExplain: "Nach Risiko. Nein sagen darf man immer.",
  assuranceRules: {
    usual: "Von selbst: Chat oder Anmeldung",
    critical: "Von selbst: Passkey, sobald es einen gibt",
  },
  unsaved: "Noch nicht gespeichert",
  discard: "Verwerfen",
  // ---- this browser
  browser: "Dieser Browser",
  browserExplain: "Bleibt hier und nirgends sonst.",
  languageLabel: "Sprache",
  theme: "Aussehen",
  themes: { system: "Wie das System", light: "Hell", dark: "Dunkel" },
  keys: "Einzelne Buchstaben wirken",
  keysHint: "j und k gehen weiter, a und d antworten, ? zeigt alle. Aus für alle, die mit dem Computer sprechen.",
  confirm: "Ein Ja bei hohem Risiko",
  confirms: { hold: "Taste halten", twice: "Zweimal drücken" },
  // ---- the account
  account: "Ihr Konto",
  signedInAs: (name, role) => `${name}, ${role}`,
  tenant: "Bereich",
  tenantHint: "Wessen Anfragen und Agenten Sie sehen.",
  signOut: "Abmelden",
  browserKey: "Schlüssel dieses Browsers",
  browserKeyBound:
    "Ihre Antworten unterschreibt ein Schlüssel, den nur dieser Browser hat: Das Cookie der Anmeldung allein entscheidet nichts.",
  browserKeyUnbound: "Diese Anmeldung hat keinen Schlüssel, darum wird vor jeder Antwort Ihr Passwort verlangt.",
  browserKeyImpossible:
    "Ohne HTTPS behält ein Browser keinen Schlüssel, darum wird vor jeder Antwort Ihr Passwort verlangt.",
  browserKeyBind: "Schlüssel erzeugen",
  browserKeyBindTitle: "Diesen Browser an Ihre Anmeldung binden",
  // ---- about
  about: "Über",
  version: (version) => `Loopgate ${version}`,
  docs: "Die Dokumentation der API",
};
