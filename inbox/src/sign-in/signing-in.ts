import type { SignedIn } from "@loopgate/contract";
import { api } from "../world/api.ts";
import { browserPublicKey } from "../world/browser-key.ts";
import { askPasskey } from "../world/passkey.ts";

/** The sign-in is bound to this browser's key, so that its cookie alone decides nothing. */
async function bound(): Promise<{ browser_key?: string }> {
  const key = await browserPublicKey();
  return key === undefined ? {} : { browser_key: key };
}

/** Throws an ApiError where it is refused. */
export async function signInByPassword(username: string, password: string): Promise<void> {
  await api.post<SignedIn>("/api/auth/login", { username, password, ...(await bound()) });
}

/** False where no passkey was used. Throws an ApiError where it is refused. */
export async function signInByPasskey(): Promise<boolean> {
  const { nonce, options } = await api.post<PasskeyAsked>("/api/auth/passkey/options");
  const assertion = await askPasskey(options);
  if (assertion === undefined) return false;
  await api.post<SignedIn>("/api/auth/passkey", { nonce, assertion, ...(await bound()) });
  return true;
}

type PasskeyAsked = { readonly nonce: string; readonly options: PublicKeyCredentialRequestOptionsJSON };
