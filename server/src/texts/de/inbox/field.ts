import type { InboxTexts } from "../../inbox.ts";

/** The validator (contract/src/form.ts) says what is wrong in English; what it adds, as a bound or a format, stays. */
const WRONG: readonly (readonly [RegExp, string])[] = [
  [/^is required$/, "Bitte ausfüllen."],
  [/^is not a known field$/, "Dieses Feld gibt es hier nicht."],
  [/^is nested too deeply to be checked$/, "Zu tief verschachtelt, um geprüft zu werden."],
  [/^must be of type integer$/, "Muss eine ganze Zahl sein."],
  [/^must be of type number$/, "Muss eine Zahl sein."],
  [/^must be of type string$/, "Muss ein Text sein."],
  [/^must be of type array$/, "Muss eine Liste sein."],
  [/^must be of type (.*)$/, "Muss vom Typ $1 sein."],
  [/^must be one of (.*)$/, "Muss eines von diesen sein: $1."],
  [/^must have at least (\d+) characters$/, "Braucht mindestens $1 Zeichen."],
  [/^must have at most (\d+) characters$/, "Darf höchstens $1 Zeichen haben."],
  [/^must have at least (\d+) items$/, "Braucht mindestens $1 Einträge."],
  [/^must have at most (\d+) items$/, "Darf höchstens $1 Einträge haben."],
  [/^must not hold the same item twice$/, "Darf keinen Eintrag doppelt haben."],
  [/^must be a valid date$/, "Muss ein Datum sein."],
  [/^must be a valid email$/, "Muss eine E-Mail-Adresse sein."],
  [/^must be a valid uri$/, "Muss eine Webadresse sein."],
  [/^must be a valid (.*)$/, "Muss gültig sein: $1."],
  [/^must be at least (.*)$/, "Muss mindestens $1 sein."],
  [/^must be at most (.*)$/, "Darf höchstens $1 sein."],
  [/^must be more than (.*)$/, "Muss größer als $1 sein."],
  [/^must be less than (.*)$/, "Muss kleiner als $1 sein."],
  [/^must be a multiple of (.*)$/, "Muss ein Vielfaches von $1 sein."],
  [/^must be (.*)$/, "Muss $1 sein."],
];

export const field: InboxTexts["field"] = {
  optional: "freiwillig",
  add: (name) => `${name} hinzufügen`,
  remove: (name) => `${name} entfernen`,
  choose: "Bitte wählen …",
  leaveOut: "Weglassen",
  item: (name, at) => `${name} ${at}`,
  asJson: (name) => `${name}, als JSON`,
  badJson: "Das ist kein JSON. Es wird nicht gesendet.",
  yes: "Ja",
  no: "Nein",
  wrong(message) {
    const known = WRONG.find(([pattern]) => pattern.test(message));
    return known === undefined ? message : message.replace(...known);
  },
};
