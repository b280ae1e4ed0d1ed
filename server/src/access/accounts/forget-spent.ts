import type { Database } from "../../db/db.ts";
import { FORGET_BATCH, type Forget } from "../../db/forget.ts";
import type { Clock } from "../../kit/clock.ts";
import type { AccountTables } from "./tables.ts";

/** Forgets sign-ins that have expired. Their times are better-auth's: text, by the program's clock. */
export function forgetSignIns({ db, clock }: { readonly db: Database; readonly clock: Clock }): Forget {
  const sql = db.query<AccountTables>();
  return async (keepMs) => {
    const before = new Date(clock.now() - keepMs).toISOString();
    const gone = await sql
      .deleteFrom("sign_ins")
      .where("id", "in", ({ selectFrom }) =>
        selectFrom("sign_ins").select("id").where("expires_at", "<", before).limit(FORGET_BATCH),
      )
      .returning("id")
      .execute();
    return gone.length;
  };
}

/** Forgets one-time codes that have expired, but for the newest of each purpose: whether one was ever made is still asked. */
export function forgetOneTimeCodes(db: Database): Forget {
  const sql = db.withoutTenant<AccountTables>("retention");
  return async (keepMs) => {
    const gone = await sql
      .deleteFrom("one_time_codes")
      .where("code_hash", "in", ({ selectFrom }) =>
        selectFrom("one_time_codes as code")
          .select("code.code_hash")
          .where(({ eb }) => eb("code.expires_at", "<", eb(db.time.start, "-", keepMs)))
          .where(({ exists, selectFrom: from }) =>
            exists(
              from("one_time_codes as newer")
                .select("newer.code_hash")
                .whereRef("newer.tenant_id", "=", "code.tenant_id")
                .whereRef("newer.purpose", "=", "code.purpose")
                .whereRef("newer.created_at", ">", "code.created_at"),
            ),
          )
          .limit(FORGET_BATCH),
      )
      .returning("code_hash")
      .execute();
    return gone.length;
  };
}
