import type { JsonObject } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import type { Actor } from "../../gate/transition.ts";
import type { Facts } from "../facts.ts";
import type { AccountTables } from "./tables.ts";
import type { Tenants } from "./tenants.ts";

type Type =
  | "account.signed_in"
  | "account.sign_in_refused"
  | "account.password_reset"
  | "factor.added"
  | "factor.removed";

/** Keeps what became of an account, or of what it signs in with, as an event of every tenant that the account is a member of. */
export type SignInFacts = (
  accountId: string,
  type: Type,
  actor: Actor,
  /** `known`: the tenant where it stands already. */
  more?: { readonly data?: JsonObject; readonly known?: string },
) => Promise<void>;

export function createSignInFacts({
  db,
  facts,
  tenants,
}: {
  readonly db: Database;
  readonly facts: Facts;
  readonly tenants: Pick<Tenants, "membershipsOf">;
}): SignInFacts {
  const sql = db.query<AccountTables>();
  return async (accountId, type, actor, { data = {}, known } = {}) => {
    for (const { tenantId } of await tenants.membershipsOf(accountId)) {
      if ((tenantId as string) === known) continue;
      const fact = facts({ tenantId, type, subject: accountId, actor, data: { account_id: accountId, ...data } });
      // Whoever is no member any more leaves nothing there.
      const guard = sql
        .updateTable("members")
        .set({ account_id: accountId })
        .where("tenant_id", "=", tenantId)
        .where("account_id", "=", accountId)
        .compile();
      await db.write(tenantId, { guard, rows: [fact] });
    }
  };
}
