/** The passkeys of whoever is signed in. */
export const passkeys = {
  title: "Passkeys",
  explain: "A passkey signs in without a password, and answers what is critical: it signs exactly what you saw.",
  none: "You have no passkey",
  noneHint: "With one, nobody can answer what is critical in your name, not even with your password.",
  add: "Add a passkey",
  addTitle: "Add a passkey",
  addExplain: "First prove that it is you, then your browser makes the passkey.",
  name: "Name",
  nameHint: "By which you know it again, such as: laptop.",
  made: "made",
  lastUsed: "last used",
  neverUsed: "never used",
  otherHost: (host: string) => `works at ${host} only`,
  removeTitle: (name: string) => `Remove the passkey “${name}”?`,
  removeExplain: "It signs you in no more and answers nothing. Delete it on your device as well.",
  impossibleTitle: "Passkeys need HTTPS",
  impossible:
    "At this address browsers give no passkeys. With HTTPS and a host name (Caddy, a tunnel, Tailscale), set as PUBLIC_URL, you could add one here; so you can at http://localhost on the machine itself.",
  otherAddress: (host: string) => `Passkeys are made for ${host} here. Open Loopgate at that address.`,
  unsupported: "This browser has no passkeys.",
};
