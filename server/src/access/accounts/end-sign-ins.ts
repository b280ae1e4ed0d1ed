import type { Database } from "../../db/db.ts";
import type { AccountTables } from "./tables.ts";

/**
 * Ends every sign-in and voids every one-time code that was not used: for a restored database, in which who has signed out since, and
 * whose password was reset since, must stay out, and a code that was used since must stay used.
 */
export async function endSignIns(db: Database): Promise<void> {
  await db.query<AccountTables>().deleteFrom("sign_ins").execute();
  await db.withoutTenant<AccountTables>("restore").deleteFrom("one_time_codes").where("used_at", "is", null).execute();
}
