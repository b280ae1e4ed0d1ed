import { scrypt, timingSafeEqual } from "node:crypto";
import { Unavailable } from "../../kit/failures.ts";

/** Hashes as they are stored, `scrypt$N$r$p$salt$hash`, and the check of a password against one. */
export type Passwords = {
  hash(password: string): Promise<string>;
  verify(password: string, stored: string): Promise<boolean>;
};

/** OWASP's password storage sheet, for scrypt in 32 MiB: as hard as N = 2^17 in 128 MiB. */
const COST = { N: 2 ** 15, r: 8, p: 3 };
const LENGTH = 32;
/** Node hashes on four threads; more at a time would only hold memory, and as many may wait as end within seconds. */
const MOST_AT_ONCE = 4;
const MOST_WAITING = 64;

/** `bytes` gives the salts. Where too many hash at a time it rejects with `Unavailable`, code `overloaded`. */
export function createPasswords({ bytes }: { readonly bytes: (length: number) => Buffer }): Passwords {
  const turns = createTurns();
  return {
    async hash(password) {
      const salt = bytes(16);
      const hash = await turns(() => derived(password, salt, LENGTH, COST));
      return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), hash.toString("base64url")].join("$");
    },
    async verify(password, stored) {
      const [kind, n, r, p, salt = "", hash = ""] = stored.split("$");
      if (kind !== "scrypt" || salt === "" || hash === "") return false;
      const expected = Buffer.from(hash, "base64url");
      const cost = { N: Number(n), r: Number(r), p: Number(p) };
      const given = await turns(() => derived(password, Buffer.from(salt, "base64url"), expected.length, cost));
      return timingSafeEqual(given, expected);
    },
  };
}

/** Unicode can write the same word in several ways (NIST SP 800-63B, 3.1.1.2). */
function derived(password: string, salt: Buffer, length: number, cost: typeof COST): Promise<Buffer> {
  const options = { ...cost, maxmem: 256 * cost.N * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= MOST_AT_ONCE) {
      if (waiting.length >= MOST_WAITING)
        throw new Unavailable("overloaded", "Too many passwords are being checked at once.");
      await new Promise<void>((go) => waiting.push(go));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
