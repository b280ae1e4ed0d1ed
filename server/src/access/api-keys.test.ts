import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import { openLoopgate } from "../loopgate.fixture.ts";
import { MIGRATIONS } from "../migrations.ts";
import { bearer, person } from "./accounts.fixture.ts";

type Tables = {
  api_keys: { tenant_id: string; id: string; key_hash: string; last_used_at: number | null; expires_at: number | null };
};

type Row = { readonly id: string };

describeEachDatabase(
  "an API key",
  MIGRATIONS,
  (databases) => {
    const served = { mode: "served", auth: "keys" } as const;
    async function opened(config = {}) {
      const database = await databases.open();
      const loopgate = await openLoopgate({ config: { ...served, ...config }, world: { database } });
      const rows = (tenantId: string) =>
        database.query<Tables>().selectFrom("api_keys").selectAll().where("tenant_id", "=", tenantId).execute();
      return { ...loopgate, database, rows, ann: await person(loopgate, "ann") };
    }
    const ask = { session_id: "main", client_id: "bot", message: "Deploy?" };
    /** A registered session, and a request of it by this key. */
    async function asked({ post }: Pick<Awaited<ReturnType<typeof opened>>, "post">, raw: string, names = ask) {
      await post("/hitl/register", { session_id: names.session_id, client_id: names.client_id }, bearer(raw));
      return String((await post("/hitl/request", names, bearer(raw))).body["request_id"]);
    }

    test("whose id is none is not found, whatever stands in the address", async () => {
      const { ann } = await opened();
      for (const id of ["%00", "%ff", "nothing", "01900000-0000-7000-8000-000000000000", "a".repeat(5_000)])
        expect(await ann.revoke(id), id.slice(0, 40)).toMatchObject({ status: 404, body: { code: "key_not_found" } });
    });

    test("T26: is made, listed and revoked, as the original's examples say; it is told once and stored as a hash", async () => {
      const { ann, rows, call } = await opened();
      const { made, id, raw } = await ann.key({ label: "My Test Key" });
      expect(made).toMatchObject({
        status: 201,
        body: {
          id: expect.any(String),
          raw_key: expect.stringMatching(/^lk_pub_[0-9a-f]{64}$/),
          label: "My Test Key",
          prefix: "lk_pub_",
          expires_at: null,
          created_at: expect.stringMatching(/Z$/),
        },
      });
      expect((await ann.get("/api/user/apikeys")).body).toMatchObject([
        { id, label: "My Test Key", prefix: "lk_pub_", last_used_at: null, expires_at: null, is_active: true },
      ]);
      expect(JSON.stringify([await rows(ann.id), (await ann.get("/api/user/apikeys")).body])).not.toContain(
        raw.slice(7),
      );
      const revoked = await call("DELETE", `/api/user/apikeys/${id}`, { headers: ann.headers });
      expect(revoked).toMatchObject({ status: 200, body: { message: "API key revoked successfully" } });
      expect((await ann.get("/api/user/apikeys")).body).toMatchObject([{ id, is_active: false }]);
      expect((await ann.revoke(id)).body["code"]).toBe("key_not_found");
    });

    test("is listed in pages, and one that has expired takes no place from those that work", async () => {
      const { ann, database, rows } = await opened();
      for (let made = 0; made < 5; made++) await ann.key();
      const listed = async (query: string) => (await ann.get(`/api/user/apikeys${query}`)).body as unknown as Row[];
      const all = await listed("");
      expect(all).toHaveLength(5);
      const first = await listed("?limit=3");
      const rest = await listed(`?limit=3&cursor=${first.at(-1)?.id}`);
      expect([...first, ...rest]).toEqual(all);
      expect(rest).toHaveLength(2);
      expect((await ann.get("/api/user/apikeys?limit=1001")).body["errors"]).toMatchObject([{ path: "limit" }]);
      expect((await ann.get("/api/user/apikeys?cursor=3")).body["errors"]).toMatchObject([{ path: "cursor" }]);

      const [row] = await rows(ann.id);
      if (!row) throw new Error("no key");
      const more = Array.from({ length: 495 }, (_, at) => ({ ...row, id: `k-${at}`, key_hash: `k-${at}` }));
      await database.query<Tables>().insertInto("api_keys").values(more).execute();
      expect((await ann.key()).made).toMatchObject({ status: 409, body: { code: "too_many_keys" } });
      const expired = database.query<Tables>().updateTable("api_keys").set({ expires_at: 1 });
      await expired.where("tenant_id", "=", ann.id).where("id", "=", "k-7").execute();
      expect((await ann.key()).made.status).toBe(201);
      expect((await ann.key()).made.status).toBe(409);
    });

    test("opens the agents' routes by either header, and tells of itself", async () => {
      const { ann, get } = await opened();
      const { raw, id } = await ann.key({ label: "ci" });
      for (const headers of [bearer(raw), { "x-api-key": raw }] as Record<string, string>[]) {
        expect((await get("/hitl/pending", headers)).status).toBe(200);
        expect((await get("/api/user/me", headers)).body).toMatchObject({
          user_id: ann.id,
          username: "ann",
          tenant: { id: ann.id },
          key: { id, label: "ci", scopes: ["requests:write", "requests:read", "callbacks"], client_id: null },
        });
      }
      const other = (await ann.key()).raw;
      expect((await get("/hitl/pending", { ...bearer(raw), "x-api-key": other })).status).toBe(401);
    });

    test("manages no keys, changes no settings, and opens nothing of a person's", async () => {
      const { ann, call, post } = await opened();
      const { raw, id } = await ann.key();
      const headers = bearer(raw);
      for (const [method, path] of [
        ["GET", "/api/user/apikeys"],
        ["POST", "/api/user/apikeys"],
        ["DELETE", `/api/user/apikeys/${id}`],
        ["GET", "/api/tenant/settings"],
        ["POST", "/api/tenant/settings"],
      ] as const)
        expect((await call(method, path, { headers })).body["code"]).toBe("sign_in_required");
      expect((await post("/api/terminal/requests/abcdef/answer", {}, headers)).body["code"]).toBe(
        "agents_cannot_answer",
      );
    });

    test("of the same tenant reads what another of it asked; one of another tenant finds nothing", async () => {
      const loopgate = await opened();
      const { ann, get, post } = loopgate;
      const ben = await person(loopgate, "ben");
      const [first, rotated, foreign] = [await ann.key(), await ann.key(), await ben.key()];
      const id = await asked(loopgate, first.raw);
      await ann.revoke(first.id);
      expect((await get(`/hitl/requests/${id}`, bearer(rotated.raw))).status).toBe(200);
      const unknown = "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10";
      for (const path of [`/hitl/requests/`, `/hitl/poll?request_id=`]) {
        const told = await get(`${path}${id}`, bearer(foreign.raw));
        expect({ status: told.status, body: told.body }).toEqual(
          await get(`${path}${unknown}`, bearer(foreign.raw)).then(({ status, body }) => ({ status, body })),
        );
        expect(told.status).toBe(404);
      }
      expect((await post("/hitl/cancel", { request_id: id }, bearer(foreign.raw))).status).toBe(404);
      expect((await get("/hitl/pending", bearer(foreign.raw))).body["count"]).toBe(0);
      // Session ids are each tenant's own, so that nobody is kept from one, or learns of it.
      expect((await post("/hitl/register", { session_id: "main", client_id: "x" }, bearer(foreign.raw))).status).toBe(
        200,
      );
    });

    test("does what its scopes say and no more", async () => {
      const { ann, post, get } = await opened();
      const [writes, reads] = [
        await ann.key({ scopes: ["requests:write"] }),
        await ann.key({ scopes: ["requests:read"] }),
      ];
      const session = { session_id: "main", client_id: "bot" };
      expect((await post("/hitl/register", session, bearer(reads.raw))).body["code"]).toBe("scope_missing");
      expect((await post("/hitl/register", session, bearer(writes.raw))).status).toBe(200);
      expect((await get("/hitl/pending", bearer(writes.raw))).body["code"]).toBe("scope_missing");
      expect((await get("/hitl/pending", bearer(reads.raw))).status).toBe(200);
      const callback = {
        method: "tools/call",
        params: { name: "register_callback", arguments: { url: "https://example.com" } },
      };
      const { body } = await post("/mcp", callback, bearer(reads.raw));
      expect(JSON.stringify(body)).toContain("scope");
    });

    test("that speaks for one client speaks for no other, and sees no other's requests", async () => {
      const loopgate = await opened();
      const { ann, post, get } = loopgate;
      const [bot, all] = [await ann.key({ client_id: "bot" }), await ann.key()];
      const [mine, other] = [
        await asked(loopgate, bot.raw),
        await asked(loopgate, all.raw, { ...ask, session_id: "s2", client_id: "other" }),
      ];
      const refused = await post("/hitl/request", { ...ask, client_id: "other", session_id: "s2" }, bearer(bot.raw));
      expect(refused).toMatchObject({ status: 403, body: { code: "client_not_allowed" } });
      expect((await get(`/hitl/requests/${mine}`, bearer(bot.raw))).status).toBe(200);
      expect((await get(`/hitl/requests/${other}`, bearer(bot.raw))).status).toBe(404);
      expect((await get(`/hitl/poll?request_id=${other}`, bearer(bot.raw))).status).toBe(404);
      expect((await get("/hitl/status?session_id=s2", bearer(bot.raw))).status).toBe(404);
      expect((await post("/hitl/deactivate", { session_id: "s2" }, bearer(bot.raw))).status).toBe(404);
      expect((await post("/hitl/cancel", { request_id: other }, bearer(bot.raw))).status).toBe(404);
      expect((await get("/hitl/pending", bearer(bot.raw))).body["count"]).toBe(1);
      expect((await get("/hitl/pending", bearer(all.raw))).body["count"]).toBe(2);
    });

    test("is no key when it is unknown, expired or revoked, all told the same", async () => {
      const { ann, get, database } = await opened();
      const [expired, revoked] = [await ann.key({ expires_at: "2099-01-01T00:00:00.000Z" }), await ann.key()];
      expect((await get("/hitl/pending", bearer(expired.raw))).status).toBe(200);
      const keys = database.query<Tables>().updateTable("api_keys").where("tenant_id", "=", ann.id);
      await keys.set({ expires_at: 1 }).where("id", "=", expired.id).execute();
      await ann.revoke(revoked.id);
      const tell = async (raw: string) => {
        const { status, body, headers } = await get("/hitl/pending", bearer(raw));
        return [status, body, headers.get("www-authenticate")];
      };
      const told = await tell(`lk_pub_${"0".repeat(64)}`);
      expect(told).toEqual([401, expect.objectContaining({ code: "key_required" }), "Bearer"]);
      expect(await tell(expired.raw)).toEqual(told);
      expect(await tell(revoked.raw)).toEqual(told);
      expect((await ann.key({ expires_at: "2020-01-01T00:00:00.000Z" })).made.body).toMatchObject({
        errors: [{ path: "expires_at" }],
      });
    });

    test("writes when it was used at most once a minute", async () => {
      const { ann, get, rows, database } = await opened();
      const { raw, id } = await ann.key();
      const used = async () => (await rows(ann.id))[0]?.last_used_at;
      await Promise.all(Array.from({ length: 20 }, () => get("/hitl/pending", bearer(raw))));
      await expect.poll(used).toBeGreaterThan(0);
      const first = await used();
      await get("/hitl/pending", bearer(raw));
      expect(await used()).toBe(first);
      const before = Number(first) - 60_000;
      const keys = database.query<Tables>().updateTable("api_keys").where("tenant_id", "=", ann.id);
      await keys.set({ last_used_at: before }).where("id", "=", id).execute();
      await get("/hitl/pending", bearer(raw));
      await expect.poll(used).toBeGreaterThan(before);
    });

    test("that is revoked ends the polls that wait by it, at once, and no other", async () => {
      const loopgate = await opened();
      const { ann, get } = loopgate;
      const [kept, revoked] = [await ann.key(), await ann.key()];
      const id = await asked(loopgate, kept.raw);
      const path = `/hitl/poll?request_id=${id}&wait=55`;
      const cut = Array.from({ length: 10 }, () => get(path, bearer(revoked.raw)));
      const other = get(`/hitl/poll?request_id=${id}&wait=1`, bearer(kept.raw));
      const began = performance.now();
      await ann.revoke(revoked.id);
      for (const { status, body } of await Promise.all(cut))
        expect([status, body["code"]]).toEqual([401, "key_required"]);
      expect(performance.now() - began).toBeLessThan(2_000);
      expect(await other).toMatchObject({ status: 200, body: { status: "pending" } });
    });

    test("T11: decides on no route: the original's posted approved:true changes nothing", async () => {
      const { ann, post } = await opened();
      const { raw } = await ann.key();
      await post("/hitl/register", { session_id: "main", client_id: "bot" }, bearer(raw));
      const forged = await post(
        "/hitl/request",
        { ...ask, approved: true, response: "ok", status: "completed" },
        bearer(raw),
      );
      expect(forged).toMatchObject({ status: 422, body: { code: "invalid_request" } });
      expect(forged.body.errors?.map(({ path }) => path).toSorted()).toEqual(["approved", "response", "status"]);
    });

    test("has as many pending requests as a client, whatever clients it speaks for; the tenant has ten times as many", async () => {
      const loopgate = await opened({ mostPending: 2 });
      const { ann, post } = loopgate;
      const keys = await Promise.all(Array.from({ length: 11 }, () => ann.key()));
      const askAs = async (raw: string, client: string) => {
        const names = { session_id: client, client_id: client };
        await post("/hitl/register", names, bearer(raw));
        const { status, body } = await post("/hitl/request", { ...names, message: "May I?" }, bearer(raw));
        return status === 200 ? "asked" : body["detail"];
      };
      const [first, ...others] = keys.map(({ raw }) => raw);
      expect([await askAs(first ?? "", "a"), await askAs(first ?? "", "b")]).toEqual(["asked", "asked"]);
      expect(await askAs(first ?? "", "c")).toContain("The API key has 2");
      expect([await askAs(others[0] ?? "", "a"), await askAs(others[0] ?? "", "d")]).toEqual(["asked", "asked"]);
      expect(await askAs(others[1] ?? "", "a")).toContain("The client has 2");
      for (const [at, raw] of others.slice(1, 9).entries())
        expect([await askAs(raw, `x${at}`), await askAs(raw, `y${at}`)]).toEqual(["asked", "asked"]);
      expect(await askAs(others[9] ?? "", "z")).toContain("The tenant has 20");
    });

    test("has calls a minute, and is told when to come back", async () => {
      const { ann, get } = await opened({ callsPerMinute: 5 });
      const { raw } = await ann.key();
      const other = await ann.key();
      for (let call = 0; call < 5; call++) expect((await get("/hitl/pending", bearer(raw))).status).toBe(200);
      const refused = await get("/hitl/pending", bearer(raw));
      expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect((await get("/hitl/pending", bearer(other.raw))).status).toBe(200);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
