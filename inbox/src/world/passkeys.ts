import type { NewPasskeyAsked, PasskeyAsked, PasskeyProof, RegistrationResponse } from "@loopgate/contract";

/** The person, or the browser, did not use a passkey. `reason` is a text of `refusals`. */
export class PasskeyNotUsed extends Error {
  override readonly name = "PasskeyNotUsed";
  readonly reason: "passkey_canceled" | "passkey_known";

  constructor(reason: PasskeyNotUsed["reason"], cause: unknown) {
    super("No passkey was used", { cause });
    this.reason = reason;
  }
}

/** Whether this browser gives passkeys to this page at all. The server says whether it takes them at this address. */
export function hasPasskeys(): boolean {
  return isSecureContext && typeof globalThis.PublicKeyCredential === "function";
}

/** Has a passkey sign what the server asked for. Throws PasskeyNotUsed. */
export async function usePasskey({ nonce, options }: PasskeyAsked): Promise<PasskeyProof> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  const credential = await navigator.credentials.get({ publicKey }).catch(notUsed);
  return { nonce, assertion: jsonOf(credential) as PasskeyProof["assertion"] };
}

type NewPasskey = { readonly nonce: string; readonly response: RegistrationResponse };

/** Has a new passkey made. Throws PasskeyNotUsed. */
export async function makePasskey({ nonce, options }: NewPasskeyAsked): Promise<NewPasskey> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  const credential = await navigator.credentials.create({ publicKey }).catch(notUsed);
  return { nonce, response: jsonOf(credential) as RegistrationResponse };
}

function jsonOf(credential: Credential | null): unknown {
  if (!(credential instanceof PublicKeyCredential)) throw new PasskeyNotUsed("passkey_canceled", undefined);
  return credential.toJSON();
}

/** WebAuthn Level 3, 5.1.3: `InvalidStateError` says that the authenticator has a passkey of this account. */
function notUsed(cause: unknown): never {
  const isKnown = cause instanceof DOMException && cause.name === "InvalidStateError";
  throw new PasskeyNotUsed(isKnown ? "passkey_known" : "passkey_canceled", cause);
}
