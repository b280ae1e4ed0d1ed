import { randomFillSync } from "node:crypto";
import type { Clock } from "./clock.ts";
import { createUuids } from "./uuid.ts";

/** The only door to randomness. */
export type Ids = {
  /** A UUIDv7 (RFC 9562), rising within this process. */
  id(): string;
  /** Six lower-case letters without look-alikes, for people to type. Not a secret, and not unique by itself. */
  code(): string;
  /** 192 random bits in base64url: 32 characters that nobody guesses. */
  token(): string;
  bytes(length: number): Buffer;
  /** From 0 to below 1, for jitter. */
  fraction(): number;
};

/** Randomness of the operating system, time of the given clock. */
export function systemIds(clock: Clock): Ids {
  return createIds({ clock, bytes: pooledBytes() });
}

/** The same ids over any source of bytes. */
export function createIds({ clock, bytes }: { clock: Clock; bytes: Ids["bytes"] }): Ids {
  return {
    id: createUuids({ clock, bytes }),
    code: () => letters(6, bytes),
    token: () => bytes(24).toString("base64url"),
    bytes,
    fraction: () => bytes(6).readUIntBE(0, 6) / 2 ** 48,
  };
}

/** Without i, l and o, which are read as one another and as digits. */
const alphabet = "abcdefghjkmnpqrstuvwxyz";
const fairBelow = alphabet.length * Math.floor(256 / alphabet.length);

function letters(length: number, bytes: Ids["bytes"]): string {
  let word = "";
  while (word.length < length) {
    const byte = bytes(1)[0] ?? 255;
    if (byte < fairBelow) word += alphabet[byte % alphabet.length];
  }
  return word;
}

/** One call to the system for many small draws: it costs more than all the rest of an id. */
function pooledBytes(): Ids["bytes"] {
  const pool = Buffer.alloc(4096);
  let used = pool.length;
  return (length) => {
    if (length > pool.length) return randomFillSync(Buffer.alloc(length));
    if (used + length > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const drawn = Buffer.from(pool.subarray(used, used + length));
    pool.fill(0, used, used + length);
    used += length;
    return drawn;
  };
}
