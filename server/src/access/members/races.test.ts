/** What members do to each other at the same instant, on two nodes where the database has several. */
import { expect, test } from "vitest";
import { describeEachDatabase, type TestDatabases } from "../../../../test/databases.ts";
import type { Database } from "../../db/db.ts";
import type { TenantId } from "../../gate/request.ts";
import { systemClock } from "../../kit/clock.ts";
import { systemIds } from "../../kit/ids.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { eventRows } from "../../store/event-rows.ts";
import { createTenants } from "../accounts/tenants.ts";
import { createMembers, type Members } from "./members.ts";

const tenantId = "local" as TenantId;
const ROUNDS = 25;
const [ann, ben] = ["ann", "ben"].map((accountId) => ({ tenantId, accountId, role: "owner" as const }));
if (!ann || !ben) throw new Error("there are two");

/** Where one can see what is ended, and when. */
type Ends = Partial<Pick<Parameters<typeof createMembers>[0]["responders"], "endAll" | "disown">>;

const facts: Parameters<typeof createTenants>[0]["facts"] = (fact) =>
  eventRows({ ...fact, id: systemIds(systemClock).id(), at: systemClock.now() });

function membersOf(db: Database, ends: Ends = {}): Members {
  const nothing = () => Promise.resolve();
  return createMembers({
    db,
    facts,
    tenants: createTenants({ db, clock: systemClock, facts }),
    keys: { revokeAllOf: nothing },
    connections: { revokeAllOf: nothing },
    responders: { endAll: nothing, disown: nothing, ...ends },
    browsers: { endAll: nothing },
    seat: nothing,
  });
}

async function opened(databases: TestDatabases) {
  const first = await databases.place();
  const db = databases.name === "PostgreSQL" ? await databases.open(first) : await databases.open();
  const other = databases.name === "PostgreSQL" ? await databases.open(first) : db;
  const tenants = createTenants({ db, clock: systemClock, facts });
  const join = (accountId: string, role: "owner" | "admin" | "responder") =>
    tenants.join(tenantId, "local", { accountId, role }, { kind: "operator" });
  return { db, other, tenants, join };
}

/** How each ended: "done", or the code of its refusal. */
async function outcomes(...works: readonly Promise<void>[]): Promise<readonly string[]> {
  const told = await Promise.allSettled(works);
  return told.map((one) => (one.status === "fulfilled" ? "done" : String((one.reason as { code?: string }).code)));
}

describeEachDatabase(
  "at the same instant",
  MIGRATIONS,
  (databases) => {
    test("two owners who demote each other leave one, and the other is refused", async () => {
      const { db, other, tenants, join } = await opened(databases);
      const [here, there] = [membersOf(db), membersOf(other)];
      for (let round = 0; round < ROUNDS; round++) {
        await join("ann", "owner");
        await join("ben", "owner");
        const told = await outcomes(here.changeRole(ann, "ben", "admin"), there.changeRole(ben, "ann", "admin"));
        expect(await tenants.hasOwner(tenantId)).toBe(true);
        expect(told).toContain("done");
        expect(["role_too_low", "last_owner"]).toContain(told.find((one) => one !== "done"));
      }
    });

    test("two owners who leave leave one, who is told that he is the last", async () => {
      const { db, other, tenants, join } = await opened(databases);
      const [here, there] = [membersOf(db), membersOf(other)];
      for (let round = 0; round < ROUNDS; round++) {
        await join("ann", "owner");
        await join("ben", "owner");
        const told = await outcomes(here.remove(ann, "ann"), there.remove(ben, "ben"));
        expect(await tenants.hasOwner(tenantId)).toBe(true);
        expect(told.toSorted()).toEqual(["done", "last_owner"]);
      }
    });

    test("an admin who removes somebody who has just become an owner is too late", async () => {
      const { db, tenants, join } = await opened(databases);
      await join("ann", "owner");
      await join("cem", "admin");
      await join("dan", "responder");
      let promoted = false;
      const overtaken = membersOf(db, {
        async endAll() {
          if (promoted) return;
          promoted = true;
          await membersOf(db).changeRole(ann, "dan", "owner");
        },
      });
      const cem = { tenantId, accountId: "cem", role: "admin" as const };
      expect(await outcomes(overtaken.remove(cem, "dan"))).toEqual(["unavailable"]);
      expect(await outcomes(overtaken.remove(cem, "dan"))).toEqual(["role_too_low"]);
      expect(await tenants.roleOf(tenantId, "dan")).toBe("owner");
    });

    test("a crash in a change of role leaves nobody what his new role has not, and an owner nothing of an owner's", async () => {
      const { db, tenants, join } = await opened(databases);
      await join("ann", "owner");
      const seen: unknown[] = [];
      const seeing = (what: string) => async () => void seen.push([what, await tenants.roleOf(tenantId, "ben")]);
      const members = membersOf(db, { endAll: seeing("endAll"), disown: seeing("disown") });
      await join("ben", "owner");
      await members.changeRole(ann, "ben", "viewer");
      // Before the new role stands, and once more after it, for what was made in between.
      expect(seen).toEqual([
        ["disown", "owner"],
        ["endAll", "owner"],
        ["disown", "viewer"],
        ["endAll", "viewer"],
      ]);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
