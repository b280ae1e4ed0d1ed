import type { Database } from "../../db/db.ts";
import { FORGET_BATCH, type Forget } from "../../db/forget.ts";
import type { OAuthTables } from "./token-rows.ts";

/** Forgets connections whose tokens are all forgotten. */
export function forgetConnections(db: Database): Forget {
  const sql = db.withoutTenant<OAuthTables>("retention");
  return async (keepMs) => {
    const gone = await sql
      .deleteFrom("oauth_connections")
      .where("id", "in", ({ selectFrom }) =>
        selectFrom("oauth_connections as connection")
          .select("connection.id")
          .where(({ eb }) => eb("connection.created_at", "<", eb(db.time.start, "-", keepMs)))
          .where(({ not, exists, selectFrom: from }) =>
            not(
              exists(
                from("oauth_tokens as token")
                  .select("token.token_hash")
                  .whereRef("token.tenant_id", "=", "connection.tenant_id")
                  .whereRef("token.connection_id", "=", "connection.id"),
              ),
            ),
          )
          .limit(FORGET_BATCH),
      )
      .returning("id")
      .execute();
    return gone.length;
  };
}
