/** False at an address without a name or without HTTPS, and in old browsers. */
export function hasPasskeys(): boolean {
  return "PublicKeyCredential" in globalThis;
}

/**
 * Lets a person use a passkey. What it gives goes to the server as it is (WebAuthn Level 3, 5.1: toJSON). Undefined where he did
 * not, or the browser would not let him; it does not say which of the two.
 */
export async function askPasskey(options: PublicKeyCredentialRequestOptionsJSON): Promise<object | undefined> {
  if (!hasPasskeys()) return undefined;
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = await navigator.credentials.get({ publicKey });
    return credential instanceof PublicKeyCredential ? (credential.toJSON() as object) : undefined;
  } catch {
    return undefined;
  }
}
