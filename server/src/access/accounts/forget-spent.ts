import type { Database } from "../../db/db.ts";
import { forgetRows, longAgo, type Forget } from "../../db/forget.ts";
import type { Clock } from "../../kit/clock.ts";

/** Forgets sign-ins that have expired. Their times are better-auth's: text, by the program's clock. */
export function forgetSignIns({ db, clock }: { readonly db: Database; readonly clock: Clock }): Forget {
  return forgetRows(db, { table: "sign_ins", key: "id" }, (row, keepMs) =>
    row("expires_at", "<", new Date(clock.now() - keepMs).toISOString()),
  );
}

/** Forgets one-time codes that have expired, but for the newest of each purpose: whether one was ever made is still asked. */
export function forgetOneTimeCodes(db: Database): Forget {
  return forgetRows(db, { table: "one_time_codes", key: "code_hash" }, (row, keepMs) => {
    const newer = row
      .selectFrom("one_time_codes as newer")
      .select("newer.code_hash")
      .whereRef("newer.tenant_id", "=", "one_time_codes.tenant_id")
      .whereRef("newer.purpose", "=", "one_time_codes.purpose")
      .whereRef("newer.created_at", ">", "one_time_codes.created_at");
    return row.and([row("expires_at", "<", longAgo(db, keepMs)), row.exists(newer)]);
  });
}
