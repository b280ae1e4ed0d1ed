import { createECDH, hkdfSync } from "node:crypto";

/** A key pair of the curve P-256, as Web Push uses it to sign and to agree. */
export type KeyPair = {
  /** The point, uncompressed: 65 bytes. */
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
  /** What the owner of the other key can work out too. Throws where it is no point of the curve. */
  secretWith(publicKey: Buffer): Buffer;
};

const CURVE = "prime256v1";
/** How many points the curve has: private keys are the numbers from 1 to below it. */
const ORDER = 0xffff_ffff_0000_0000_ffff_ffff_ffff_ffff_bce6_faad_a717_9e84_f3b9_cac2_fc63_2551n;
/** Twice the key's length, so that no private key is likelier than another (FIPS 186-5, A.2.1). */
const SEED_BYTES = 64;

/** The pair that belongs to 32 secret bytes: always the same for the same. */
export function keyPairFrom(secret: Buffer): KeyPair {
  const seed = Buffer.from(hkdfSync("sha256", secret, "", "loopgate/P-256", SEED_BYTES));
  const number = (BigInt(`0x${seed.toString("hex")}`) % (ORDER - 1n)) + 1n;
  return keyPairOf(Buffer.from(number.toString(16).padStart(64, "0"), "hex"));
}

export function keyPairOf(privateKey: Buffer): KeyPair {
  const ecdh = createECDH(CURVE);
  ecdh.setPrivateKey(privateKey);
  return { publicKey: ecdh.getPublicKey(), privateKey, secretWith: (other) => ecdh.computeSecret(other) };
}
