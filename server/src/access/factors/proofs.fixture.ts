import type { Database } from "../../db/db.ts";
import { systemClock } from "../../kit/clock.ts";
import { systemIds } from "../../kit/ids.ts";
import { createSecrets } from "../../kit/secrets.ts";
import { createPasswords } from "../accounts/passwords.ts";
import { createLimits } from "../limits.ts";
import { createBrowserKeys } from "./browser-keys.ts";
import { createNonces } from "./nonces.ts";
import { createPasskeys } from "./passkeys.ts";
import { ORIGIN } from "./passkeys.fixture.ts";
import { createDecisionProofs } from "./proofs.ts";

/** What checks proofs, over the database of a running Loopgate and under its secret. */
export function openProofs(db: Database) {
  const clock = systemClock;
  const ids = systemIds(clock);
  const secrets = createSecrets({ master: "m".repeat(32), bytes: ids.bytes });
  const passwords = createPasswords({ bytes: ids.bytes });
  const passkeys = createPasskeys({
    db,
    ids,
    clock,
    nonces: createNonces({ db, ids, clock, keys: secrets.keys("factor nonces") }),
    facts: () => ({ into: "events", values: [] }),
    url: () => new URL(ORIGIN),
  });
  const limits = createLimits({ clock, callsPerMinute: 1_000, addressOf: () => "127.0.0.1" });
  const accounts = {
    async hasPassword(accountId: string, password: string) {
      const { password: stored } = await db
        .query<{ credentials: { user_id: string; password: string } }>()
        .selectFrom("credentials")
        .select("password")
        .where("user_id", "=", accountId)
        .executeTakeFirstOrThrow();
      return passwords.verify(password, stored);
    },
  };
  return createDecisionProofs({ accounts, passkeys, browserKeys: createBrowserKeys({ db }), limits });
}
