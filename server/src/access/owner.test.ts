import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import { openLoopgate, OPERATOR, PORT } from "../loopgate.fixture.ts";
import { MIGRATIONS } from "../migrations.ts";
import { createBrowserKey } from "./factors/passkeys.fixture.ts";
import { bearer, cookieOf, PASSWORD, person } from "./accounts.fixture.ts";

describeEachDatabase(
  "the owner of this machine's tenant",
  MIGRATIONS,
  (databases) => {
    async function opened() {
      const database = await databases.open();
      const loopgate = await openLoopgate({ world: { database } });
      const link = async () => String((await loopgate.post("/api/operator/owner", {}, bearer(OPERATOR))).body["link"]);
      const claim = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
        loopgate.post("/api/auth/owner", fields, headers);
      const codeOf = (address: string) => address.split("#", 2)[1] ?? "";
      const role = async (username: string) => {
        const { body } = await loopgate.get("/api/operator/users", bearer(OPERATOR));
        const users = body["users"] as { username: string; tenants: { id: string; role: string }[] }[];
        const tenants = users.find((user) => user.username === username)?.tenants ?? [];
        return tenants.find(({ id }) => id === "local")?.role;
      };
      return { ...loopgate, database, link, claim, codeOf, role };
    }

    test("is made by a code from the machine, once, as a new account or as one that is there", async () => {
      const loopgate = await opened();
      const { link, claim, codeOf, role } = loopgate;
      const code = codeOf(await link());
      const made = await claim({ code, username: "ann", password: PASSWORD }, { origin: `http://localhost:${PORT}` });
      expect([made.status, await role("ann")]).toEqual([200, "owner"]);
      await person(loopgate, "ben");
      expect((await claim({ code, username: "ben", password: PASSWORD })).status).toBe(403);
      expect(await role("ben")).toBeUndefined();
      const second = codeOf(await link());
      // A wrong password costs nothing.
      expect((await claim({ code: second, username: "ben", password: "Wrong-password-1" })).status).toBe(401);
      expect((await claim({ code: second, username: "ben", password: PASSWORD })).status).toBe(200);
      expect(await role("ben")).toBe("owner");
    });

    test("is one of ten who bring the same code at once", async () => {
      const { link, claim, codeOf, role } = await opened();
      const code = codeOf(await link());
      const users = Array.from({ length: 10 }, (_, at) => `user${at}`);
      const told = await Promise.all(users.map((username) => claim({ code, username, password: PASSWORD })));
      expect(told.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
        200,
        ...Array.from({ length: 9 }, () => 403),
      ]);
      const roles = await Promise.all(users.map(role));
      expect(roles.filter((each) => each === "owner")).toHaveLength(1);
    });

    test("is made by no guessed code, by none of an hour ago, and by none from a page of another site", async () => {
      const { link, claim, codeOf, role, database } = await opened();
      const code = codeOf(await link());
      const ann = { username: "ann", password: PASSWORD };
      expect((await claim({ code: "x".repeat(32), ...ann })).status).toBe(403);
      for (const origin of ["null", "https://evil.example", "http://localhost:3000"])
        expect((await claim({ code, ...ann }, { origin })).status).toBe(403);
      const codes = database.query<{ one_time_codes: { tenant_id: string; expires_at: number } }>();
      await codes.updateTable("one_time_codes").set({ expires_at: 1 }).where("tenant_id", "=", "local").execute();
      expect((await claim({ code, ...ann })).status).toBe(403);
      expect(await role("ann")).toBeUndefined();
    });

    test("is signed in at once, in a browser with its key", async () => {
      const { link, claim, codeOf, call } = await opened();
      expect(await link()).toMatch(new RegExp(`^http://localhost:${PORT}/owner#[\\w-]{32}$`));
      const key = createBrowserKey().spki;
      const made = await claim({ code: codeOf(await link()), username: "ann", password: PASSWORD, browser_key: key });
      const headers = { cookie: cookieOf(made), origin: `http://localhost:${PORT}` };
      const start = await call("GET", "/api/inbox/start", { headers });
      expect(start.body).toMatchObject({ username: "ann", browser_key: true, tenant: { id: "local", role: "owner" } });
    });

    test("is looked for by whoever stands before the door, and nobody is named", async () => {
      const { link, claim, codeOf, get } = await opened();
      expect((await get("/api/auth/ways")).body).toEqual({ registration: "open", owned: false, passkeys: true });
      await claim({ code: codeOf(await link()), username: "ann", password: PASSWORD });
      expect((await get("/api/auth/ways")).body).toEqual({ registration: "open", owned: true, passkeys: true });
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
