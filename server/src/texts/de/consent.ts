import type { Texts } from "../index.ts";

export const consent: Texts["consent"] = {
  signInTitle: "Anmelden, um ein Programm einzulassen",
  signInExplain: (place) =>
    `Ein Programm bittet um Einlass. Nachdem Sie entschieden haben, geht Ihr Browser zu ${place}.`,
  username: "Benutzername",
  password: "Passwort",
  signIn: "Anmelden",
  continueTitle: "Ein Programm bittet um Einlass",
  continueExplain:
    "Sie kommen von einer anderen Seite. Gehen Sie nur weiter, wenn Sie gerade ein Programm mit Loopgate verbunden haben.",
  continue: "Weiter",
  title: "Ein Programm einlassen?",
  asks: (name) => `${name} möchte über dieses Loopgate Menschen fragen, in Ihrem Namen.`,
  published: (address) => `Es wird beschrieben von ${address}.`,
  claimed: "Es hat sich hier selbst angemeldet. Niemand hat seinen Namen geprüft.",
  goesTo: "Nach einem Ja gibt Ihr Browser ihm den Schlüssel bei",
  onDevice: "Das ist ein Programm auf Ihrem eigenen Gerät. Sagen Sie nur Ja, wenn Sie es gerade gestartet haben.",
  shownAs: "Seine Anfragen erscheinen als von",
  may: "Es darf",
  scopes: {
    "requests:write": "fragen, und seine Fragen zurückziehen",
    "requests:read": "seine Fragen und deren Antworten lesen",
    callbacks: "Adressen nennen, die von Antworten erfahren",
  },
  never: "Es kann nie eine Anfrage beantworten, Menschen verknüpfen, Schlüssel machen oder Einstellungen ändern.",
  tenant: "Mandant",
  signedInAs: (username) => `Sie sind als ${username} angemeldet.`,
  changed: "Was das Programm verlangt, hat sich geändert, seit Sie es sahen. Lesen Sie es noch einmal.",
  allow: "Einlassen",
  deny: "Nein",
  refusedTitle: "Das Programm wurde nicht eingelassen",
  tell: (place) => `Zurück zu ${place}, das davon erfährt`,
};
