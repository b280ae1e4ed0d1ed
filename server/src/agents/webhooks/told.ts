import type { Database } from "../../db/db.ts";
import { prepared } from "../../db/prepared.ts";
import type { Millis, Ref } from "../../gate/request.ts";
import type { WebhookTables } from "./migration.ts";

/** How the end of one request was told at one callback; `failure`: why the newest attempt failed; null: it did not. */
export type Told = { readonly at: Millis; readonly host: string; readonly failure: string | null };

/** What became of the calls about one request that were tried. */
export type ToldOf = (ref: Ref) => Promise<readonly Told[]>;

export function createToldOf({ db }: { readonly db: Database }): ToldOf {
  const sql = db.query<WebhookTables>();
  const tried = prepared<Ref, { status: string; error: string | null; updated_at: Millis; url: string }>((place) =>
    sql
      .selectFrom("calls")
      .innerJoin("callbacks", (join) =>
        join.onRef("callbacks.tenant_id", "=", "calls.tenant_id").onRef("callbacks.id", "=", "calls.callback_id"),
      )
      .select(["status", "error", "updated_at", "url"])
      .where("calls.tenant_id", "=", place("tenantId"))
      .where("calls.request_id", "=", place("id"))
      .where("attempts", ">", 0)
      .orderBy("updated_at"),
  );
  return async (ref) =>
    (await db.execute(tried(ref))).map(({ status, error, updated_at: at, url }) => ({
      at,
      host: new URL(url).host,
      failure: status === "told" ? null : (error ?? ""),
    }));
}
