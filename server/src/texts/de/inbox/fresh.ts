import type { InboxTexts } from "../../inbox.ts";

export const fresh: InboxTexts["fresh"] = {
  passkeyHint: "Ihr Browser fragt jetzt nach Ihrem Passkey: Fingerabdruck, Gesicht, PIN oder Schlüssel.",
  passwordHint: "Noch einmal, weil eine Anmeldung allein nicht ändert, wer antworten darf.",
};
