import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import { openLoopgate, OPERATOR, PORT } from "../loopgate.fixture.ts";
import { MIGRATIONS } from "../migrations.ts";
import { bearer, cookieOf, PASSWORD, person } from "./accounts.fixture.ts";

const own = { origin: `http://localhost:${PORT}` };

describeEachDatabase(
  "an account",
  MIGRATIONS,
  (databases) => {
    const opened = async (config = {}) => openLoopgate({ config, world: { database: await databases.open() } });

    test("is registered and signed in to, as the original's examples say", async () => {
      const { post } = await opened();
      const registered = await post("/api/auth/register", { username: "testuser", password: PASSWORD });
      expect(registered).toMatchObject({
        status: 201,
        body: { message: "User registered successfully", user_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      });
      const signedIn = await post("/api/auth/login", { username: "TestUser", password: PASSWORD });
      expect(signedIn).toMatchObject({
        status: 200,
        body: { token: expect.any(String), user_id: registered.body["user_id"], username: "testuser" },
      });
      expect(signedIn.headers.getSetCookie()[0]).toMatch(
        /^loopgate_sign_in=\S+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
      );
    });

    test("owns a tenant of its own, and has no right in any other", async () => {
      const loopgate = await opened();
      const [ann, ben] = [await person(loopgate, "ann"), await person(loopgate, "ben")];
      expect((await ann.get("/api/user/me")).body).toEqual({
        user_id: ann.id,
        username: "ann",
        tenant: { id: ann.id, name: "ann", role: "owner" },
        tenants: [{ id: ann.id, name: "ann", role: "owner" }],
        key: null,
      });
      for (const tenant of [ben.id, "local", "nobody"])
        expect(await ann.get("/api/user/me", { "x-loopgate-tenant": tenant })).toMatchObject({
          status: 403,
          body: { code: "role_too_low" },
        });
    });

    test("is known by its cookie too, which may write only from a page of ours", async () => {
      const loopgate = await opened();
      const { cookie } = await person(loopgate, "ann");
      expect((await loopgate.get("/api/user/me", { cookie })).body["username"]).toBe("ann");
      expect((await loopgate.get("/api/user/me", { cookie: `${cookie.slice(0, -4)}AAAA` })).status).toBe(401);
      const foreign: Record<string, string>[] = [{}, { "sec-fetch-site": "none" }, { origin: "http://localhost:3000" }];
      for (const headers of foreign)
        expect((await loopgate.post("/api/user/apikeys", {}, { cookie, ...headers })).body["code"]).toBe(
          "origin_not_allowed",
        );
      expect((await loopgate.post("/api/user/apikeys", {}, { cookie, ...own })).status).toBe(201);
    });

    test("is signed out at once, by this sign-in's token and cookie alike, and by no other's", async () => {
      const loopgate = await opened();
      const ann = await person(loopgate, "ann");
      const other = await loopgate.post("/api/auth/login", { username: "ann", password: PASSWORD });
      expect((await loopgate.post("/api/auth/logout", {}, ann.headers)).body).toEqual({ message: "Signed out" });
      expect((await ann.get("/api/user/me")).status).toBe(401);
      expect((await loopgate.get("/api/user/me", { cookie: ann.cookie })).status).toBe(401);
      expect((await loopgate.get("/api/user/me", bearer(String(other.body["token"])))).status).toBe(200);
    });

    test("is nobody once its sign-in is over, whatever its token says", async () => {
      const database = await databases.open();
      const loopgate = await openLoopgate({ world: { database } });
      const ann = await person(loopgate, "ann");
      const signIns = database.query<{ sign_ins: { user_id: string; expires_at: string } }>().updateTable("sign_ins");
      await signIns.set({ expires_at: "2020-01-01T00:00:00.000Z" }).where("user_id", "=", ann.id).execute();
      expect((await ann.get("/api/user/me")).body["code"]).toBe("sign_in_required");
      expect((await loopgate.get("/api/user/me", { cookie: ann.cookie })).body["code"]).toBe("sign_in_required");
    });

    test("that a crash cut in two is nobody's: its name is free after a minute, and not before", async () => {
      const database = await databases.open();
      const { post } = await openLoopgate({ world: { database } });
      type Account = { id: string; name: string; email: string; email_verified: number; username: string };
      type Row = Account & { display_username: string; created_at: string; updated_at: string };
      const accounts = database.query<{ accounts: Row }>();
      const half = { id: "half", name: "ann", email: "a@x.invalid", email_verified: 0, username: "ann" };
      const now = new Date().toISOString();
      const stamps = { display_username: "ann", created_at: now, updated_at: now };
      await accounts
        .insertInto("accounts")
        .values({ ...half, ...stamps })
        .execute();
      const register = async () => (await post("/api/auth/register", { username: "ann", password: PASSWORD })).status;
      expect(await register()).toBe(409);
      const minuteAgo = new Date(Date.now() - 61_000).toISOString();
      await accounts.updateTable("accounts").set({ created_at: minuteAgo }).where("id", "=", "half").execute();
      expect(await register()).toBe(201);
      // One that is whole stays, however old it is.
      await accounts.updateTable("accounts").set({ created_at: minuteAgo }).where("username", "=", "ann").execute();
      expect(await register()).toBe(409);
    });

    test("T28: enumeration: an unknown user and a wrong password are told the same", async () => {
      const loopgate = await opened();
      await person(loopgate, "ann");
      const tell = async (username: string) => {
        const { status, body } = await loopgate.post("/api/auth/login", { username, password: "Wrong-password-1" });
        return { status, body };
      };
      expect(await tell("ann")).toEqual(await tell("nobody"));
      expect(await tell("nobody")).toMatchObject({ status: 401, body: { code: "sign_in_failed" } });
    });

    test("takes a username once, whatever its case, also of ten who want it at once", async () => {
      const { post } = await opened();
      const told = await Promise.all(
        Array.from({ length: 10 }, (_, at) =>
          post("/api/auth/register", { username: at % 2 === 0 ? "ann" : "ANN", password: PASSWORD }),
        ),
      );
      const codes = told.map(({ status, body }) => (status === 201 ? "made" : String(body["code"]))).toSorted();
      expect(codes).toEqual(["made", ...Array.from({ length: 9 }, () => "username_taken")]);
    });

    test.each([
      ["username", { username: "an", password: PASSWORD }],
      ["username", { username: "ann lee", password: PASSWORD }],
      ["username", { username: "ann\u0430", password: PASSWORD }],
      ["password", { username: "ann", password: "too-short-1" }],
      ["password", { username: "ann", password: "aaaaaaaaaaaaa" }],
      ["password", { username: "ann", password: "MyNameIsAnnAnn" }],
      ["password", { username: "ben", password: "password12345" }],
      ["password", { username: "ben", password: "123456789012" }],
      ["email", { username: "ben", password: PASSWORD, email: "a@example.com" }],
    ])("is refused for its %s: %j", async (path, input) => {
      const { post } = await opened();
      expect(await post("/api/auth/register", input)).toMatchObject({
        status: 422,
        body: { code: "invalid_request", errors: [{ path }] },
      });
    });

    test.each(["invite", "closed"] as const)(
      "is made by nobody himself where REGISTRATION is %s",
      async (registration) => {
        const loopgate = await opened({ registration });
        const { post } = loopgate;
        const refused = { status: 403, body: { code: "registration_closed" } };
        expect(await post("/api/auth/register", { username: "ann", password: PASSWORD })).toMatchObject(refused);
        // Nobody learns which names there are.
        await post("/api/operator/users", { username: "ann" }, bearer(OPERATOR));
        expect(await post("/api/auth/register", { username: "ann", password: PASSWORD })).toMatchObject(refused);
      },
    );

    test("is nothing that a proxy's stranger makes at a server that serves its own machine", async () => {
      const { post } = await opened();
      const forwarded = { "x-forwarded-for": "203.0.113.7", authorization: "Bearer something" };
      for (const path of ["/api/auth/register", "/api/auth/login"])
        expect((await post(path, { username: "ann", password: PASSWORD }, forwarded)).body["code"]).toBe(
          "registration_closed",
        );
    });

    test("is made, listed and given a new password by whoever runs the server", async () => {
      const loopgate = await opened({ registration: "closed" });
      const operator = bearer(OPERATOR);
      const { post, get } = loopgate;
      const made = await post("/api/operator/users", { username: "Ann", role: "responder" }, operator);
      expect(made).toMatchObject({
        status: 200,
        body: { username: "Ann", password: expect.stringMatching(/^.{32}$/) },
      });
      const first = { username: "ann", password: made.body["password"] };
      const signedIn = await post("/api/auth/login", first);
      expect(signedIn.status).toBe(200);
      const { body: list } = await get("/api/operator/users", operator);
      expect(list["users"]).toMatchObject([
        {
          username: "Ann",
          tenants: [
            { id: "local", role: "responder" },
            { name: "Ann", role: "owner" },
          ],
        },
      ]);
      const reset = await post("/api/operator/users/reset-password", { username: "ann" }, operator);
      expect((await post("/api/auth/login", first)).status).toBe(401);
      expect((await post("/api/auth/login", { username: "ann", password: reset.body["password"] })).status).toBe(200);
      // Whoever was signed in is no more.
      const token = bearer(String(signedIn.body["token"]));
      expect((await get("/api/user/me", token)).body["code"]).toBe("sign_in_required");
      expect((await get("/api/user/me", { cookie: cookieOf(signedIn) })).body["code"]).toBe("sign_in_required");
      const owner = await post("/api/operator/users", { username: "ben", role: "owner" }, operator);
      expect(owner).toMatchObject({ status: 422, body: { errors: [{ path: "role" }] } });
    });

    test("leaves its registration and its sign-ins in its tenant's events, and no secret", async () => {
      const database = await databases.open();
      const loopgate = await openLoopgate({ world: { database } });
      const ann = await person(loopgate, "ann");
      const { raw } = await ann.key();
      const sql = database.query<{ events: { tenant_id: string; type: string; data: string; id: string } }>();
      const events = await sql.selectFrom("events").selectAll().where("tenant_id", "=", ann.id).orderBy("id").execute();
      expect(events.map(({ type }) => type)).toEqual(["account.registered", "account.signed_in", "key.created"]);
      for (const secret of [PASSWORD, raw, ann.token]) expect(JSON.stringify(events)).not.toContain(secret);
    });

    test("stays signed in through a change of the master secret, in the browser and by token, while the old one counts", async () => {
      const database = { ...(await databases.open()), close: () => Promise.resolve() };
      const ann = await person(await openLoopgate({ world: { database } }), "ann");
      const under = (master: string, previousSecret?: string) => {
        const folder = { master, isOperator: () => false };
        return openLoopgate({ config: { previousSecret }, world: { database, folder } });
      };
      const me = async (loopgate: Awaited<ReturnType<typeof under>>) => {
        const answers = await Promise.all(
          [{ cookie: ann.cookie }, ann.headers].map((by) => loopgate.get("/api/user/me", by)),
        );
        return answers.map(({ status }) => status);
      };
      const [old, next] = ["m".repeat(32), "n".repeat(32)];
      const changed = await under(next, old);
      expect(await me(changed)).toEqual([200, 200]);
      // What is new is signed by the new one alone.
      const signedIn = await changed.post("/api/auth/login", { username: "ann", password: PASSWORD });
      const alone = await under(next);
      expect(await me(alone)).toEqual([401, 401]);
      expect((await alone.get("/api/user/me", { cookie: cookieOf(signedIn) })).status).toBe(200);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
