import type { Millis } from "../kit/clock.ts";
import type { Database } from "./db.ts";

/** Forgets one batch of what ended more than `keepMs` ago; answers how many that were. 0: nothing is left. */
export type Forget = (keepMs: Millis) => Promise<number>;

/** Rows of one batch: few enough that nobody waits for them. */
export const FORGET_BATCH = 200;

/** For the rows of a table that end by `expires_at`; `key` is a column that tells each from every other. */
export function forgetExpired(db: Database, table: string, key: string): Forget {
  const sql = db.withoutTenant<Record<string, Record<string, string | Millis>>>("retention");
  return async (keepMs) => {
    const gone = await sql
      .deleteFrom(table)
      .where(key, "in", ({ selectFrom }) =>
        selectFrom(table)
          .select(key)
          .where(({ eb }) => eb("expires_at", "<", eb(db.time.start, "-", keepMs)))
          .limit(FORGET_BATCH),
      )
      .returning(key)
      .execute();
    return gone.length;
  };
}
