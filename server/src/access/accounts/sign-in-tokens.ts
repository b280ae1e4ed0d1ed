import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import type { Millis } from "../../kit/clock.ts";

/** Whose sign-in a token speaks of. Whether that sign-in still stands is for its row to say. */
export type SignInClaims = { readonly accountId: string; readonly signInId: string };

/** The JWTs that a sign-in gives out: EdDSA (RFC 8037), and no other algorithm, whatever a token says of itself. */
export type SignInTokens = {
  make(claims: SignInClaims): string;
  /** Undefined for whatever is no token of ours, or too old. */
  read(token: string): SignInClaims | undefined;
};

const LIFE_MS: Millis = 12 * 3_600_000;
/** An Ed25519 private key of 32 bytes in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** Each of `seeds`: 32 bytes, the same on every node. The first signs; what another one signed still counts. */
export function createSignInTokens({
  seeds,
  clock,
}: {
  readonly seeds: readonly [Buffer, ...Buffer[]];
  readonly clock: { now(): Millis };
}): SignInTokens {
  const [newest, ...older] = seeds;
  const signer = signerOf(newest);
  const signers = [signer, ...older.map(signerOf)];

  return {
    make({ accountId, signInId }) {
      const iat = Math.floor(clock.now() / 1000);
      const payload = encoded({ iss: "loopgate", sub: accountId, sid: signInId, iat, exp: iat + LIFE_MS / 1000 });
      const signature = sign(null, Buffer.from(`${signer.header}.${payload}`), signer.privateKey).toString("base64url");
      return `${signer.header}.${payload}.${signature}`;
    },
    read(token) {
      const [head, payload = "", signature = "", ...more] = token.split(".");
      const by = signers.find(({ header }) => header === head);
      if (!by || more.length > 0) return undefined;
      const signed = Buffer.from(`${head}.${payload}`);
      const given = Buffer.from(signature, "base64url");
      // Node reads over what is no base64url: one token would have many spellings.
      if (given.toString("base64url") !== signature || !verify(null, signed, by.publicKey, given)) return undefined;
      const { sub, sid, exp } = JSON.parse(Buffer.from(payload, "base64url").toString()) as {
        readonly sub: string;
        readonly sid: string;
        readonly exp: number;
      };
      return exp * 1000 > clock.now() ? { accountId: sub, signInId: sid } : undefined;
    },
  };
}

/** A token is ours only with this very header, so that there is nothing in it to be believed. `kid` tells which seed signed. */
function signerOf(seed: Buffer) {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(privateKey);
  const spki = publicKey.export({ format: "der", type: "spki" });
  const kid = createHash("sha256").update(spki).digest("hex").slice(0, 16);
  return { privateKey, publicKey, header: encoded({ alg: "EdDSA", typ: "JWT", kid }) };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
