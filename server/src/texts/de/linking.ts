import type { Texts } from "../index.ts";

export const linking: Texts["linking"] = {
  pinned:
    "Dies ist der erste private Chat, den dieses Loopgate gesehen hat; darum gilt er als der seines Eigentümers: Sie können hier Anfragen beantworten. Wenn das falsch ist, setzen Sie TELEGRAM_RESPONDERS auf die richtige Nummer und starten Sie neu.",
  linked: "Der Eigentümer hat Sie verknüpft: Sie können die Anfragen beantworten, die hier gezeigt werden.",
  linkedTo: (username, host) =>
    `Dieses Telegram-Konto ist mit „${username}“ bei ${host} verknüpft: Sie können die Anfragen beantworten, die hier gezeigt werden.`,
  chatLinked: (tenant, host) => `Anfragen von „${tenant}“ bei ${host} dürfen jetzt in diesem Chat gezeigt werden.`,
  linkedElsewhere: (username, host, other) =>
    `Ein anderes Telegram-Konto, ${other}, wurde bei ${host} mit „${username}“ verknüpft. Wenn Sie das nicht waren, lösen Sie es und ändern Sie Ihr Passwort.`,
};
