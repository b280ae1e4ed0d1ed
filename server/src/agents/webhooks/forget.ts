import { LONGEST_TIMEOUT } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import { forgetRows, longAgo, type Forget } from "../../db/forget.ts";

/** So long a request may be told after its end; the schedule takes 75 hours, and a little. */
const TELLING_MS = 4 * 86_400_000;

/** Forgets addresses for one request, once that request was told even if it took as long as one can. */
export function forgetCallbacks(db: Database): Forget {
  const longest = LONGEST_TIMEOUT * 1000 + TELLING_MS;
  return forgetRows(db, { table: "callbacks", key: "id" }, (row, keepMs) =>
    row.and([row("request_id", "is not", null), row("created_at", "<", longAgo(db, keepMs + longest))]),
  );
}

/** Forgets what became of calls that are over. */
export function forgetCalls(db: Database): Forget {
  return forgetRows(db, { table: "calls", key: "id" }, (row, keepMs) =>
    row.and([row("status", "<>", "due"), row("updated_at", "<", longAgo(db, keepMs))]),
  );
}
