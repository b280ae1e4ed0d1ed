import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import { MIGRATIONS } from "../../migrations.ts";
import type { AccessTables } from "../tables.ts";
import { linksMigration } from "./migration.ts";

describeEachDatabase(
  "the step to linked accounts",
  MIGRATIONS,
  (databases) => {
    test("keeps every responder and identity, and one pin a channel", async () => {
      const place = await databases.place();
      const older = await databases.open({
        ...place,
        migrations: MIGRATIONS.filter((step) => step !== linksMigration),
      });
      const responder = { tenant_id: "local", id: "r", name: "owner", is_owner: 1, created_at: 1 };
      const identity = { tenant_id: "local", channel: "telegram", subject: "7", responder_id: "r", source: "pinned" };
      type Older = {
        responders: typeof responder;
        identities: typeof identity & { linked_at: number };
      };
      const sql = older.query<Older>();
      await sql.insertInto("responders").values(responder).execute();
      await sql
        .insertInto("identities")
        .values({ ...identity, linked_at: 2 })
        .execute();
      await older.close();

      const db = await databases.open(place);
      const rows = db.query<AccessTables>().selectFrom("identities").selectAll().where("tenant_id", "=", "local");
      expect(await rows.execute()).toEqual([{ ...identity, linked_at: 2, name: null }]);
      const now = db.query<AccessTables>();
      const second = { ...identity, source: "pinned" as const, linked_at: 3, name: null };
      await expect(
        now
          .insertInto("identities")
          .values({ ...second, subject: "8" })
          .execute(),
      ).rejects.toThrow(/unique/i);
      await now
        .insertInto("identities")
        .values({ ...second, subject: "9", source: "linked" })
        .execute();
      const people = now.selectFrom("responders").select(["id", "account_id"]).where("tenant_id", "=", "local");
      expect(await people.execute()).toEqual([{ id: "r", account_id: null }]);
    });
  },
  ["SQLite file", "PostgreSQL"],
);
