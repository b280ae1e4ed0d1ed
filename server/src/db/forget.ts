import { expressionBuilder, type Expression, type ExpressionBuilder, type SqlBool } from "kysely";
import type { Millis } from "../kit/clock.ts";
import type { Database } from "./db.ts";

/** Forgets one batch of what ended more than `keepMs` ago; answers how many that were. 0: nothing is left. */
export type Forget = (keepMs: Millis) => Promise<number>;

/** Rows of one batch: few enough that nobody waits for them. */
export const FORGET_BATCH = 200;

type AnyTables = Record<string, Record<string, string | Millis | null>>;

/** For rows of a folder's own table that `isOld` picks; `key` is a column that tells each from every other. */
export function forgetRows(
  db: Database,
  { table, key }: { readonly table: string; readonly key: string },
  isOld: (row: ExpressionBuilder<AnyTables, string>, keepMs: Millis) => Expression<SqlBool>,
): Forget {
  const sql = db.withoutTenant<AnyTables>("retention");
  return async (keepMs) => {
    const gone = await sql
      .deleteFrom(table)
      .where(key, "in", ({ selectFrom }) =>
        selectFrom(table)
          .select(key)
          .where((row) => isOld(row, keepMs))
          .limit(FORGET_BATCH),
      )
      .returning(key)
      .execute();
    return gone.length;
  };
}

/** For rows that end by their `expires_at`. */
export function forgetExpired(db: Database, rows: Parameters<typeof forgetRows>[1]): Forget {
  return forgetRows(db, rows, (row, keepMs) => row("expires_at", "<", longAgo(db, keepMs)));
}

/** The moment `keepMs` ago, by the database's clock. */
export function longAgo(db: Database, keepMs: Millis): Expression<Millis> {
  return expressionBuilder<AnyTables, string>()(db.time.start, "-", keepMs);
}
