import type { Texts } from "../index.ts";

export const factors: Texts["factors"] = {
  added: (username, host, name) =>
    `Ein Passkey, „${name}“, wurde bei ${host} zu „${username}“ hinzugefügt. Wenn Sie das nicht waren, sagen Sie es sofort dem, der es betreibt: Ihre Passkeys können entfernt, Ihr Passwort kann zurückgesetzt werden.`,
  removed: (username, host, name) =>
    `Der Passkey „${name}“ wurde bei ${host} von „${username}“ entfernt. Wenn Sie das nicht waren, sagen Sie es sofort dem, der es betreibt.`,
};
