import { createHmac, timingSafeEqual } from "node:crypto";
import type { Database } from "../../db/db.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import { tokenHash } from "../../kit/secrets.ts";
import type { FactorTables } from "./tables.ts";

/** What a nonce was made for, and for whom: a sign-in, or nobody yet. */
export type Meant = { readonly kind: "sign_in" | "add_passkey" | "fresh" | "decision"; readonly whose: string };

/** Numbers that are signed once. None is stored before it was used: each says by itself until when it is good. */
export type Nonces = {
  make(meant: Meant): string;
  /** Whether it is ours, made for that, and not too old. */
  isGood(nonce: string, meant: Meant): boolean;
  /** Uses it up. False: somebody did before, on any node. */
  use(nonce: string): Promise<boolean>;
};

export const NONCE_LIFE_MS: Millis = 120_000;
const RANDOM = 16;
const TIME = 6;
const MAC = 32;

/** Each of `keys`: 32 bytes, the same on every node. The first seals; what another one sealed still counts. */
export function createNonces({
  db,
  ids,
  clock,
  keys,
}: {
  readonly db: Database;
  readonly ids: Pick<Ids, "bytes">;
  readonly clock: Clock;
  readonly keys: readonly [Buffer, ...Buffer[]];
}): Nonces {
  const sql = db.query<FactorTables>();
  const sealed = (key: Buffer, body: Buffer, { kind, whose }: Meant) =>
    createHmac("sha256", key).update(`${kind}\n${whose}\n`).update(body).digest();

  return {
    make(meant) {
      const body = Buffer.concat([ids.bytes(RANDOM), Buffer.alloc(TIME)]);
      body.writeUIntBE(clock.now() + NONCE_LIFE_MS, RANDOM, TIME);
      return Buffer.concat([body, sealed(keys[0], body, meant)]).toString("base64url");
    },
    isGood(nonce, meant) {
      const bytes = Buffer.from(nonce, "base64url");
      // Node reads over what is no base64url: one nonce would have many spellings, and each could be used once.
      if (bytes.length !== RANDOM + TIME + MAC || bytes.toString("base64url") !== nonce) return false;
      const body = bytes.subarray(0, RANDOM + TIME);
      const isOurs = keys.some((key) => timingSafeEqual(sealed(key, body, meant), bytes.subarray(RANDOM + TIME)));
      return isOurs && body.readUIntBE(RANDOM, TIME) > clock.now();
    },
    async use(nonce) {
      const now = clock.now();
      await sql
        .deleteFrom("used_nonces")
        .where("expires_at", "<", now - NONCE_LIFE_MS)
        .execute();
      const used = await sql
        .insertInto("used_nonces")
        .values({ nonce_hash: tokenHash(nonce), expires_at: now + NONCE_LIFE_MS })
        .onConflict((conflict) => conflict.doNothing())
        .returning("nonce_hash")
        .execute();
      return used.length > 0;
    },
  };
}
