import { createPrivateKey, sign } from "node:crypto";
import type { Clock } from "../../kit/clock.ts";
import { keyPairFrom } from "./p256.ts";

/** The key by which push services know this Loopgate (RFC 8292): browsers subscribe to it, and each message is signed by it. */
export type Vapid = {
  /** What browsers are given: base64url of the uncompressed point. */
  readonly publicKey: string;
  /** The header `Authorization` of a message to this push service. */
  authorization(endpoint: URL): string;
};

/** A push service takes no signature that lives longer than a day; half of it leaves room for clocks that differ. */
const LIFE_SECONDS = 43_200;

/**
 * The same on every node and after each restart, since they come from the master secret: the newest one first, then the one before it,
 * which keeps the subscriptions that were made with it. `contact`: whom a push service can turn to.
 */
export function createVapids(parts: {
  readonly secrets: readonly [Buffer, ...Buffer[]];
  readonly contact: string;
  readonly clock: Pick<Clock, "now">;
}): readonly [Vapid, ...Vapid[]] {
  const [newest, ...older] = parts.secrets;
  const vapid = (secret: Buffer) => createVapid(secret, parts);
  return [vapid(newest), ...older.map(vapid)];
}

function createVapid(secret: Buffer, { contact, clock }: Omit<Parameters<typeof createVapids>[0], "secrets">): Vapid {
  const pair = keyPairFrom(secret);
  const point = { x: text(pair.publicKey.subarray(1, 33)), y: text(pair.publicKey.subarray(33)) };
  const key = createPrivateKey({ format: "jwk", key: { kty: "EC", crv: "P-256", d: text(pair.privateKey), ...point } });
  const publicKey = text(pair.publicKey);
  const header = json({ typ: "JWT", alg: "ES256" });

  return {
    publicKey,
    authorization(endpoint) {
      const exp = Math.floor(clock.now() / 1000) + LIFE_SECONDS;
      const signed = `${header}.${json({ aud: endpoint.origin, exp, sub: contact })}`;
      const signature = sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
      return `vapid t=${signed}.${text(signature)}, k=${publicKey}`;
    },
  };
}

function json(value: object): string {
  return text(Buffer.from(JSON.stringify(value)));
}

function text(bytes: Buffer): string {
  return bytes.toString("base64url");
}
