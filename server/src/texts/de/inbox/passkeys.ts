import type { InboxTexts } from "../../inbox.ts";

export const passkeys: InboxTexts["passkeys"] = {
  title: "Passkeys",
  explain:
    "Ein Passkey meldet ohne Passwort an und beantwortet Kritisches: Er unterschreibt genau, was Sie gesehen haben.",
  none: "Sie haben keinen Passkey",
  noneHint: "Mit einem kann niemand Kritisches in Ihrem Namen beantworten, auch nicht mit Ihrem Passwort.",
  add: "Passkey hinzufügen",
  addTitle: "Passkey hinzufügen",
  addExplain: "Zeigen Sie zuerst, dass Sie es sind; dann erzeugt Ihr Browser den Passkey.",
  name: "Name",
  nameHint: "Daran erkennen Sie ihn wieder, etwa: Laptop.",
  made: "erzeugt",
  lastUsed: "zuletzt benutzt",
  neverUsed: "nie benutzt",
  otherHost: (host) => `gilt nur bei ${host}`,
  removeTitle: (name) => `Den Passkey „${name}“ entfernen?`,
  removeExplain: "Er meldet Sie nicht mehr an und beantwortet nichts. Löschen Sie ihn auch auf Ihrem Gerät.",
  impossibleTitle: "Passkeys brauchen HTTPS",
  impossible:
    "Unter dieser Adresse geben Browser keine Passkeys. Mit HTTPS und einem Namen (Caddy, ein Tunnel, Tailscale), als PUBLIC_URL gesetzt, könnten Sie hier einen hinzufügen; ebenso unter http://localhost auf dem Rechner selbst.",
  otherAddress: (host) => `Passkeys werden hier für ${host} erzeugt. Öffnen Sie Loopgate unter dieser Adresse.`,
  unsupported: "Dieser Browser hat keine Passkeys.",
};
