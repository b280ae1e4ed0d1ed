import type { InboxTexts } from "../../inbox.ts";

export const warning: InboxTexts["warning"] = {
  title: "Sehen Sie zweimal hin: dieser Text ist nicht, was er scheint",
  hidden: (count) =>
    count === 1
      ? "1 unsichtbares Zeichen ist als ⟦U+…⟧ ausgeschrieben."
      : `${count} unsichtbare Zeichen sind als ⟦U+…⟧ ausgeschrieben.`,
  direction: (where) =>
    `${where}: Zeichen, die die Richtung des Textes umkehren. Er wird vielleicht anders ausgeführt, als man ihn liest.`,
  rightToLeft: (where) =>
    `${where}: Buchstaben, die von rechts nach links laufen. Was daneben steht, kann in anderer Reihenfolge stehen, als es aussieht.`,
  mixed: (word, where) => `${where}: „${word}“ mischt Buchstaben aus Alphabeten, die sich ähneln.`,
  other: (word, where) => `${where}: „${word}“ steht in Buchstaben, die nur lateinisch aussehen.`,
  styled: (word, where) => `${where}: „${word}“ steht in Buchstaben, die gewöhnliche nachahmen.`,
  sign: (code, where) => `${where}: ${code} sieht wie ein gewöhnliches Zeichen aus und ist keines.`,
  more: (count) => `… und ${count} weitere.`,
  where: {
    action: "Die Aktion",
    arguments: "Die Argumente",
    words: "Die Worte des Agenten",
    options: "Die Optionen",
    form: "Das Formular",
    agent: "Der Name des Agenten",
  },
};
