import type { NewPasskeyAsked, PasskeyAsked, PasskeyProof, RegistrationResponse } from "@loopgate/contract";

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
    return credential instanceof PublicKeyCredential ? credential.toJSON() : undefined;
  } catch {
    return undefined;
  }
}

/** The person, or the browser, did not use a passkey. `reason` is a text of `refusals`. */
export class PasskeyNotUsed extends Error {
  override readonly name = "PasskeyNotUsed";
  readonly reason: "passkey_canceled" | "passkey_known";

  constructor(reason: PasskeyNotUsed["reason"], options?: ErrorOptions) {
    super("No passkey was used", options);
    this.reason = reason;
  }
}

/** Has a passkey sign what the server asked for. Throws PasskeyNotUsed. */
export async function provePasskey({ nonce, options }: PasskeyAsked): Promise<PasskeyProof> {
  const assertion = await askPasskey(options);
  if (assertion === undefined) throw new PasskeyNotUsed("passkey_canceled");
  return { nonce, assertion: assertion as PasskeyProof["assertion"] };
}

type NewPasskey = { readonly nonce: string; readonly response: RegistrationResponse };

/** Has a new passkey made. Throws PasskeyNotUsed. */
export async function makePasskey({ nonce, options }: NewPasskeyAsked): Promise<NewPasskey> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey }).catch(notMade);
  if (!(credential instanceof PublicKeyCredential)) throw new PasskeyNotUsed("passkey_canceled");
  return { nonce, response: credential.toJSON() as object as RegistrationResponse };
}

/** WebAuthn Level 3, 5.1.3: `InvalidStateError` says that the authenticator has a passkey of this account. */
function notMade(cause: unknown): never {
  const isKnown = cause instanceof DOMException && cause.name === "InvalidStateError";
  throw new PasskeyNotUsed(isKnown ? "passkey_known" : "passkey_canceled", { cause });
}
