import { createHash } from "node:crypto";
import type { Clock } from "./clock.ts";
import { createIds, type Ids } from "./ids.ts";

/** Ids that are the same for the same seed and the same calls: for simulation and tests only, anybody can foretell them. */
export function seededIds(seed: string | number, clock: Clock): Ids {
  let counter = 0;
  let pool = Buffer.alloc(0);
  const bytes = (length: number): Buffer => {
    while (pool.length < length) {
      pool = Buffer.concat([pool, createHash("sha256").update(`${seed}:${counter++}`).digest()]);
    }
    const drawn = pool.subarray(0, length);
    pool = pool.subarray(length);
    return drawn;
  };
  return createIds({ clock, bytes });
}
