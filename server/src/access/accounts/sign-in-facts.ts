import type { Database } from "../../db/db.ts";
import type { Actor } from "../../gate/transition.ts";
import type { Facts } from "../facts.ts";
import type { AccountTables } from "./tables.ts";
import type { Tenants } from "./tenants.ts";

/** Keeps what became of an account's sign-in as an event of every tenant that the account is a member of. */
export type SignInFacts = (
  accountId: string,
  type: "account.signed_in" | "account.sign_in_refused" | "account.password_reset",
  actor: Actor,
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
  return async (accountId, type, actor) => {
    for (const { tenantId } of await tenants.membershipsOf(accountId)) {
      const fact = facts({ tenantId, type, subject: accountId, actor, data: { account_id: accountId } });
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
