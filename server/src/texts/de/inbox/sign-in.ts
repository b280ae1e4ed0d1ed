import type { InboxTexts } from "../../inbox.ts";

export const signIn: InboxTexts["signIn"] = {
  title: "Anmelden",
  username: "Benutzername",
  password: "Passwort",
  submit: "Anmelden",
  passkey: "Mit Passkey anmelden",
  or: "oder",
  working: "Einen Augenblick",
  wrong: "Benutzername oder Passwort ist falsch.",
  passkeyFailed: "Der Passkey wurde nicht angenommen. Versuchen Sie es noch einmal, oder nehmen Sie Ihr Passwort.",
  passkeyOnly: "Dieses Konto meldet sich mit seinem Passkey an.",
  lost: "Loopgate antwortet nicht. Versuchen Sie es gleich noch einmal.",
  tooMany: (seconds) => `Zu viele Versuche. Noch einmal in ${seconds} Sekunden.`,
  noAccount: "Noch kein Konto? Der erste Start druckt einen Link für den Eigentümer; alle anderen werden eingeladen.",
};
