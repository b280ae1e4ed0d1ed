import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { AssertionResponse, NewPasskeyAsked, PasskeyAsked, RegistrationResponse } from "@loopgate/contract";

/** Flags of authenticator data (WebAuthn Level 3, 6.1). */
const PRESENT = 0x01;
const VERIFIED = 0x04;
const NEW_CREDENTIAL = 0x40;

type Lies = {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  /** Nobody proved to the authenticator that it is him. */
  readonly unverified?: boolean;
  readonly crossOrigin?: boolean;
  readonly counter?: number;
  readonly userHandle?: string;
  /** An attestation of another kind than we asked for. */
  readonly attestation?: { readonly fmt: string; readonly x5c: Buffer };
};

/** A passkey in software: ES256, discoverable, and as honest as it is told to be. `counts`: it counts its uses, as many do not. */
export function createAuthenticator({
  origin,
  counts = false,
}: {
  readonly origin: string;
  readonly counts?: boolean;
}) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const credentialId = randomBytes(32);
  const id = credentialId.toString("base64url");
  let counter = 0;
  let userHandle: string | undefined;

  const clientData = (type: string, challenge: string, lies: Lies) =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: lies.challenge ?? challenge,
        origin: lies.origin ?? origin,
        crossOrigin: lies.crossOrigin ?? false,
      }),
    );
  const authData = (rpId: string, flags: number, lies: Lies, rest: Buffer = Buffer.alloc(0)) => {
    const verified = lies.unverified ? 0 : VERIFIED;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(lies.counter ?? counter);
    return Buffer.concat([sha256(lies.rpId ?? rpId), Buffer.from([flags | PRESENT | verified]), count, rest]);
  };

  return {
    id,
    /** navigator.credentials.create() */
    make({ options }: NewPasskeyAsked, lies: Lies = {}): RegistrationResponse {
      userHandle = options.user.id;
      if (counts) counter += 1;
      const { x = "", y = "" } = publicKey.export({ format: "jwk" });
      // COSE (RFC 9053, 7.1): {1: EC2, 3: ES256, -1: P-256, -2: x, -3: y}
      const cose = Buffer.concat([
        Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
        bytes(Buffer.from(x, "base64url")),
        Buffer.from([0x22]),
        bytes(Buffer.from(y, "base64url")),
      ]);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, cose]);
      const { fmt, x5c } = lies.attestation ?? { fmt: "none", x5c: undefined };
      const statement = x5c
        ? [
            map(3),
            text("alg"),
            Buffer.from([0x26]),
            text("sig"),
            bytes(Buffer.alloc(8)),
            text("x5c"),
            list(1),
            bytes(x5c),
          ]
        : [map(0)];
      const attestationObject = Buffer.concat([
        map(3),
        text("fmt"),
        text(fmt),
        text("attStmt"),
        ...statement,
        text("authData"),
        bytes(authData(options.rp.id, NEW_CREDENTIAL, lies, attested)),
      ]);
      return {
        id,
        rawId: id,
        type: "public-key",
        response: {
          clientDataJSON: clientData("webauthn.create", options.challenge, lies).toString("base64url"),
          attestationObject: attestationObject.toString("base64url"),
          transports: ["internal"],
        },
      };
    },
    /** navigator.credentials.get() */
    sign({ options }: { readonly options: Pick<PasskeyAsked["options"], "challenge" | "rpId"> }, lies: Lies = {}) {
      if (counts) counter += 1;
      const client = clientData("webauthn.get", options.challenge, lies);
      const data = authData(options.rpId, 0, lies);
      const signature = sign("sha256", Buffer.concat([data, sha256(client)]), privateKey);
      return {
        id,
        rawId: id,
        type: "public-key",
        response: {
          clientDataJSON: client.toString("base64url"),
          authenticatorData: data.toString("base64url"),
          signature: signature.toString("base64url"),
          userHandle: lies.userHandle ?? userHandle ?? null,
        },
      } satisfies AssertionResponse;
    },
  };
}

export type Authenticator = ReturnType<typeof createAuthenticator>;

function sha256(data: Buffer | string): Buffer {
  return createHash("sha256").update(data).digest();
}

/** CBOR (RFC 8949), of the few kinds and lengths that stand in an attestation. */
function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 256) return Buffer.from([(major << 5) | 24, length]);
  return Buffer.from([(major << 5) | 25, length >> 8, length & 0xff]);
}
const bytes = (data: Buffer) => Buffer.concat([head(2, data.length), data]);
const text = (words: string) => Buffer.concat([head(3, words.length), Buffer.from(words)]);
const list = (length: number) => head(4, length);
const map = (length: number) => head(5, length);
