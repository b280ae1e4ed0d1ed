import type { Outcome, RequestType, Risk, Status } from "@loopgate/contract";
import { sql as fragment } from "kysely";
import type { Database } from "../db/db.ts";
import type { TenantId } from "../gate/request.ts";
import { readCursor, type Place } from "./cursors.ts";
import type { RequestsTable, StoreTables } from "./tables.ts";

/** What people look for. `due` is what ends next first, of what is pending; `newest` is what was asked last. */
export type ListFilter = {
  readonly status: Status | "ended" | "all";
  readonly order: "due" | "newest";
  readonly risk?: Risk | undefined;
  readonly requestType?: RequestType | undefined;
  readonly clientId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly outcome?: Outcome | undefined;
};

/** Nobody reads on so far, and counting more would take long. */
export const MOST_COUNTED = 10_000;

export function filtered(db: Database, tenantId: TenantId, filter: ListFilter) {
  const { status, risk, requestType, clientId, sessionId, outcome } = filter;
  const pending = fragment<"pending">`'pending'`;
  let query = db.query<StoreTables>().selectFrom("requests").where("tenant_id", "=", tenantId);
  // Written out, so that PostgreSQL sees that the index of what is pending serves.
  if (status === "pending") query = query.where("status", "=", pending);
  else if (status === "ended") query = query.where("status", "<>", pending);
  else if (status !== "all") query = query.where("status", "=", status);
  if (risk) query = query.where("risk", "=", risk);
  if (requestType) query = query.where("request_type", "=", requestType);
  if (clientId !== undefined) query = query.where("client_id", "=", clientId);
  if (sessionId !== undefined) query = query.where("session_id", "=", sessionId);
  if (outcome) query = query.where("outcome", "=", outcome);
  return query;
}
type Filtered = ReturnType<typeof filtered>;

/** In the order of the filter, from the cursor on. The bare bound lets both databases begin in the index where the page does. */
export function ordered(query: Filtered, { order }: ListFilter, cursor: string | undefined): Filtered {
  const column = order === "due" ? "expires_at" : "created_at";
  const direction = order === "due" ? "asc" : "desc";
  const [onward, beyond] = order === "due" ? ([">=", ">"] as const) : (["<=", "<"] as const);
  const sorted = query.orderBy(column, direction).orderBy("id", direction);
  if (cursor === undefined) return sorted;
  const { at, id } = readCursor(cursor, order === "due" ? "due" : undefined);
  return sorted.where(column, onward, at).where(({ eb, or }) => or([eb(column, beyond, at), eb("id", beyond, id)]));
}

export function placeOf(
  row: Pick<RequestsTable, "id" | "expires_at" | "created_at">,
  { order }: Pick<ListFilter, "order">,
): Place {
  return order === "due" ? { by: "due", at: row.expires_at, id: row.id } : { at: row.created_at, id: row.id };
}
