import type { Database } from "../../db/db.ts";
import { forgetRows, longAgo, type Forget } from "../../db/forget.ts";

/** Forgets connections whose tokens are all forgotten. */
export function forgetConnections(db: Database): Forget {
  return forgetRows(db, { table: "oauth_connections", key: "id" }, (row, keepMs) => {
    const token = row
      .selectFrom("oauth_tokens")
      .select("token_hash")
      .whereRef("oauth_tokens.tenant_id", "=", "oauth_connections.tenant_id")
      .whereRef("oauth_tokens.connection_id", "=", "oauth_connections.id");
    return row.and([row("created_at", "<", longAgo(db, keepMs)), row.not(row.exists(token))]);
  });
}
