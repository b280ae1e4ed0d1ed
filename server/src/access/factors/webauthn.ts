import type { AssertionResponse, RegistrationResponse } from "@loopgate/contract";
import type { Party } from "./party.ts";

/** A passkey that was just made. */
export type NewCredential = {
  readonly id: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
};
export type StoredCredential = { readonly id: string; readonly publicKey: string; readonly counter: number };

/** COSE: EdDSA, ES256, RS256. */
export const ALGORITHMS = [-8, -7, -257];

// Loaded by the first who uses a passkey.
const library = () => import("@simplewebauthn/server");

/** The passkey in a registration over this challenge. Undefined: it is none, or was not made here by a person who was verified. */
export async function newCredential(
  response: RegistrationResponse,
  { party, challenge }: { readonly party: Party; readonly challenge: string },
): Promise<NewCredential | undefined> {
  const { verifyRegistrationResponse } = await library();
  const { id, rawId, type } = response;
  const { clientDataJSON, attestationObject, transports = [] } = response.response;
  const verified = await refusing(async () => {
    if (isFramed(clientDataJSON) || (await hasCertificates(attestationObject))) return undefined;
    return verifyRegistrationResponse({
      response: { id, rawId, type, clientExtensionResults: {}, response: { clientDataJSON, attestationObject } },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
  });
  if (!verified?.verified || verified.registrationInfo.credential.id !== id) return undefined;
  const { publicKey, counter } = verified.registrationInfo.credential;
  return { id, publicKey: Buffer.from(publicKey).toString("base64url"), counter, transports };
}

/** The new counter of a passkey that signed this challenge here, for a person who was verified; undefined where it did not. */
export async function assertedCounter(
  { id, rawId, type, response }: AssertionResponse,
  expected: { readonly party: Party; readonly challenge: string; readonly credential: StoredCredential },
): Promise<number | undefined> {
  const { verifyAuthenticationResponse } = await library();
  const { party, challenge, credential } = expected;
  const { clientDataJSON, authenticatorData, signature } = response;
  const verified = await refusing(async () => {
    if (isFramed(clientDataJSON) || id !== credential.id) return undefined;
    return verifyAuthenticationResponse({
      response: {
        id,
        rawId,
        type,
        clientExtensionResults: {},
        response: { clientDataJSON, authenticatorData, signature },
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      credential: { ...credential, publicKey: new Uint8Array(Buffer.from(credential.publicKey, "base64url")) },
      requireUserVerification: true,
    });
  });
  return verified?.verified ? verified.authenticationInfo.newCounter : undefined;
}

/** The library throws at whatever does not fit: what was sent is all that it works on, so each failure is a no. */
async function refusing<T>(verify: () => Promise<T>): Promise<T | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}

/** A page of ours is never inside another site's (WebAuthn Level 3, 5.8.1). The library would let a frame pass that tells no top origin. */
function isFramed(clientDataJSON: string): boolean {
  const client = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString()) as { readonly crossOrigin?: unknown };
  return client.crossOrigin === true;
}

/**
 * We ask for no attestation. With certificates in it the library would fetch their revocation lists, from wherever a certificate that
 * anybody can make says.
 */
async function hasCertificates(attestationObject: string): Promise<boolean> {
  const { decodeAttestationObject } = await import("@simplewebauthn/server/helpers");
  const decoded = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, "base64url")));
  return !["none", "packed"].includes(decoded.get("fmt")) || decoded.get("attStmt").get("x5c") !== undefined;
}
