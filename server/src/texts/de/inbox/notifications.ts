import type { InboxTexts } from "../../inbox.ts";

export const notifications: InboxTexts["notifications"] = {
  title: "Benachrichtigungen",
  explain:
    "Dieser Browser meldet sich, wenn eine Anfrage wartet, auch wenn Loopgate geschlossen ist. Eine Benachrichtigung sagt nichts darüber, was gefragt wird.",
  turnOn: "Einschalten",
  turnOff: "Ausschalten",
  test: "Probe zeigen",
  testTitle: "So klopft eine Anfrage an",
  states: {
    on: "In diesem Browser an",
    off: "In diesem Browser aus",
    blocked: "Von diesem Browser gesperrt",
    impossible: "Hier nicht möglich",
  },
  blockedHint: "Erlauben Sie Benachrichtigungen für diese Seite in den Einstellungen des Browsers.",
  needsHttps: "Benachrichtigungen gibt es in Browsern nur mit HTTPS und unter localhost.",
  impossibleHint:
    "Dieser Browser hat keine Benachrichtigungen. Auf iPhone und iPad legen Sie Loopgate zuerst auf den Home-Bildschirm.",
  viewerHint: "Ihre Rolle antwortet nicht, also würde niemand auf Sie warten.",
  noKey: "Dieses Loopgate verschickt keine Benachrichtigungen.",
  install: "Loopgate installieren",
  installHint: "Das Menü Ihres Browsers kann Loopgate auf den Home-Bildschirm oder zu den Programmen legen.",
};
