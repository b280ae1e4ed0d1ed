import type { Database } from "../db/db.ts";
import { endSignIns } from "./accounts/end-sign-ins.ts";
import type { AccountTables } from "./accounts/tables.ts";
import type { LinkTables } from "./links/tables.ts";
import type { AccessTables } from "./tables.ts";

type Tables = AccountTables &
  AccessTables &
  LinkTables & {
    readonly api_keys: { readonly revoked_at: number | null; readonly expires_at: number | null };
    readonly passkeys: { readonly id: string };
    readonly oauth_tokens: { readonly tenant_id: string };
    readonly invitations: { readonly used_at: number | null; readonly revoked_at: number | null };
  };

/** What a restored database lets in again, though it may have been taken away since the backup: how many of each. */
export type LetInAgain = {
  readonly keys: number;
  readonly members: number;
  readonly passkeys: number;
  readonly people: number;
  readonly chats: number;
};

/**
 * For a restored database: voids all that works once or is renewed as it is used, since what was used after the backup must stay
 * used, and tells what works again. Nobody is signed in, no invitation is open, and clients of OAuth must ask again.
 */
export async function settleRestored(db: Database): Promise<LetInAgain> {
  const sql = db.withoutTenant<Tables>("restore");
  await endSignIns(db);
  await sql.deleteFrom("oauth_tokens").execute();
  await sql.deleteFrom("links").where("ended_at", "is", null).execute();
  await sql
    .updateTable("invitations")
    .set({ revoked_at: db.time.now })
    .where("used_at", "is", null)
    .where("revoked_at", "is", null)
    .execute();
  const rows = sql.fn.countAll<number>().as("count");
  const [keys, members, passkeys, people, chats] = await Promise.all([
    sql
      .selectFrom("api_keys")
      .select(rows)
      .where("revoked_at", "is", null)
      .where(({ or, eb }) => or([eb("expires_at", "is", null), eb("expires_at", ">", db.time.now)]))
      .executeTakeFirstOrThrow(),
    sql.selectFrom("members").select(rows).executeTakeFirstOrThrow(),
    sql.selectFrom("passkeys").select(rows).executeTakeFirstOrThrow(),
    sql
      .selectFrom("identities")
      .select(rows)
      .where("channel", "=", "telegram")
      .where("source", "in", ["pinned", "confirmed", "linked"])
      .executeTakeFirstOrThrow(),
    sql.selectFrom("linked_chats").select(rows).executeTakeFirstOrThrow(),
  ]);
  return {
    keys: keys.count,
    members: members.count,
    passkeys: passkeys.count,
    people: people.count,
    chats: chats.count,
  };
}
