import { isIP } from "node:net";
import { LoopgateError } from "@loopgate/contract";
import { networkOf } from "../http/public-address.ts";
import type { Millis } from "../kit/clock.ts";

/** How often whom: `most` at once, refilled over `perMs`. */
type Limit = { readonly most: number; readonly perMs: Millis };

const MINUTE = 60_000;
const LIMITS = {
  /** Credentials that are none, from one address. Right ones are never held up by these: others may share the address. */
  guess: { most: 60, perMs: MINUTE },
  /** Tries to sign in: to one account from one address, from one address at all, and to one account from all addresses that it is not used at. */
  "sign-in of one address to one account": { most: 10, perMs: 10 * MINUTE },
  "sign-in of one address": { most: 60, perMs: 10 * MINUTE },
  "sign-in to one account": { most: 200, perMs: 10 * MINUTE },
  /** Programs that register themselves, from one address; and pages of consent that one account opens, each of which may fetch a document. */
  "client registration": { most: 30, perMs: 60 * MINUTE },
  consent: { most: 60, perMs: 10 * MINUTE },
  registration: { most: 20, perMs: 60 * MINUTE },
  "one-time code": { most: 20, perMs: 10 * MINUTE },
} as const satisfies Record<string, Limit>;

type Kind = keyof typeof LIMITS | "key" | "account";

/** Counts on this node alone; refuses with `rate_limited` and says when to come back. */
export type Limits = {
  /** One more of this kind by the one who is named. */
  spend(kind: Kind, who: string): void;
  /** One more of this kind from the address of the call. */
  spendFrom(kind: Kind, request: Request): void;
  signIn(request: Request, username: string): void;
  /** The account is signed in at the address of the call: what others try elsewhere does not hold it up there. */
  usedAt(request: Request, username: string): void;
};

/** One call, but for what fractions of a double lose. */
const ONE = 1 - 1e-9;
/** So many callers are remembered. */
const MOST_REMEMBERED = 20_000;
/** So many addresses of one account are. */
const MOST_HOMES = 8;
/** Of so many who have not called for longest, the one with the most left is forgotten: a flood of new names frees nobody. */
const LOOKED_AT = 8;

type Bucket = { readonly kind: Kind; left: number; readonly at: Millis };

export function createLimits({
  clock,
  callsPerMinute,
  addressOf,
}: {
  readonly clock: { now(): Millis };
  /** Of one API key, and of one account. */
  readonly callsPerMinute: number;
  /** Where a call comes from. */
  readonly addressOf: (request: Request) => string;
}): Limits {
  const buckets = new Map<string, Bucket>();
  /** The addresses at which accounts are signed in, the last ones last. */
  const homes = new Map<string, readonly string[]>();
  const limitOf = (kind: Kind): Limit =>
    kind === "key" || kind === "account" ? { most: callsPerMinute, perMs: MINUTE } : LIMITS[kind];

  /** What is left now, after the time that has passed. */
  function leftOf({ kind, left, at }: Bucket, now: Millis): number {
    const { most, perMs } = limitOf(kind);
    return Math.min(most, left + (Math.max(0, now - at) * most) / perMs);
  }

  function bucket(kind: Kind, who: string): Bucket {
    const name = `${kind} ${who}`;
    const now = clock.now();
    const known = buckets.get(name);
    const current = { kind, left: known ? leftOf(known, now) : limitOf(kind).most, at: now };
    buckets.delete(name);
    if (buckets.size >= MOST_REMEMBERED) forgetOne(now);
    buckets.set(name, current);
    return current;
  }

  function forgetOne(now: Millis): void {
    const share = ([, each]: readonly [string, Bucket]) => leftOf(each, now) / limitOf(each.kind).most;
    const oldest: (readonly [string, Bucket])[] = [];
    for (const entry of buckets) if (oldest.push(entry) === LOOKED_AT) break;
    const fullest = oldest.reduce((one, other) => (share(other) > share(one) ? other : one));
    for (const [name, each] of oldest) {
      buckets.delete(name);
      if (name !== fullest[0]) buckets.set(name, each);
    }
  }

  function refuse(kind: Kind, left: number): never {
    const { most, perMs } = limitOf(kind);
    const retryAfter = Math.max(1, Math.ceil(((ONE - left) * perMs) / most / 1000));
    throw new LoopgateError("rate_limited", `Try again in ${retryAfter} s.`, [], { retryAfter });
  }

  function spend(kind: Kind, who: string): void {
    const current = bucket(kind, who);
    if (current.left < ONE) refuse(kind, current.left);
    current.left -= 1;
  }

  return {
    spend,
    spendFrom: (kind, request) => spend(kind, addressOf(request)),
    signIn(request, username) {
      const address = addressOf(request);
      const account = username.toLowerCase();
      spend("sign-in of one address to one account", `${address} ${account}`);
      spend("sign-in of one address", address);
      if (!homes.get(account)?.includes(address)) spend("sign-in to one account", account);
    },
    usedAt(request, username) {
      const address = addressOf(request);
      const account = username.toLowerCase();
      const others = (homes.get(account) ?? []).filter((each) => each !== address);
      homes.delete(account);
      homes.set(account, [...others, address].slice(-MOST_HOMES));
      const [oldest] = homes.keys();
      if (homes.size > MOST_REMEMBERED && oldest !== undefined) homes.delete(oldest);
    },
  };
}

/** Peers that may say whom they forward for: on this machine, or in a private network. */
const NEAR = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd][0-9a-f]{2}:|fe80:)/i;

/** The address that the last proxy before us saw; the peer's own where none is near, since anybody can send the header. */
export function callerAddress(peer: string | undefined, forwardedFor: string | null): string {
  const own = (peer ?? "").replace(/^::ffff:/i, "");
  const last = forwardedFor?.split(",").at(-1)?.trim() ?? "";
  const address = NEAR.test(own) && isIP(last) !== 0 ? last : own;
  return networkOf(address);
}
