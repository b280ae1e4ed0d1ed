import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import { systemClock as clock } from "../kit/clock.ts";
import { systemIds } from "../kit/ids.ts";
import { createLog } from "../kit/log.ts";
import { MIGRATIONS } from "../migrations.ts";
import { eventRows } from "../store/event-rows.ts";
import { PASSWORD } from "./accounts.fixture.ts";
import { createAccounts } from "./accounts/accounts.ts";
import { createLogins } from "./accounts/better-auth.ts";
import { createPasswords } from "./accounts/passwords.ts";
import { createSignInTokens } from "./accounts/sign-in-tokens.ts";
import { createTenants } from "./accounts/tenants.ts";

const NEW_PASSWORD = "Another-password-9";

describeEachDatabase(
  "a password that is reset",
  MIGRATIONS,
  (databases) => {
    test("ends also the sign-in that had found the old one right and was not there yet", async () => {
      const db = await databases.open();
      const ids = systemIds(clock);
      const facts: Parameters<typeof createTenants>[0]["facts"] = (fact) =>
        eventRows({ ...fact, id: ids.id(), at: clock.now() });
      const passwords = createPasswords({ bytes: ids.bytes });
      let meanwhile: (() => Promise<unknown>) | undefined;
      const slow = {
        ...passwords,
        async verify(password: string, stored: string) {
          const isRight = await passwords.verify(password, stored);
          await meanwhile?.();
          return isRight;
        },
      };
      const tenants = createTenants({ db, clock, facts });
      const log = createLog({ level: "silent" });
      const url = () => new URL("http://localhost:8080");
      const logins = createLogins({ db, ids, log, passwords: slow, secrets: [Buffer.alloc(32, 1)], url });
      const tokens = createSignInTokens({ seeds: [Buffer.alloc(32, 2)], clock });
      const accounts = createAccounts({
        seat: () => Promise.resolve(),
        failed: () => {},
        db,
        ids,
        clock,
        passwords,
        tenants,
        facts,
        logins,
        tokens,
      });
      await accounts.register("ann", PASSWORD);
      meanwhile = () => accounts.resetPassword("ann", NEW_PASSWORD);

      await expect(accounts.signIn("Ann", PASSWORD)).rejects.toMatchObject({ code: "sign_in_failed" });
      const sql = db.query<{ sign_ins: { id: string } }>();
      expect(await sql.selectFrom("sign_ins").select("id").execute()).toEqual([]);

      meanwhile = undefined;
      const { jwt } = await accounts.signIn("ann", NEW_PASSWORD);
      expect(await accounts.byToken(jwt)).toMatchObject({ username: "ann" });
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
