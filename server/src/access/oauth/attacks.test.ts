/** What somebody who is not meant to be let in tries (OAuth 2.1, RFC 9700, and threats.md T22 and T32). */
import { afterEach, describe, expect, test } from "vitest";
import { describeEachDatabase, testDatabases } from "../../../../test/databases.ts";
import { systemClock } from "../../kit/clock.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { bearer } from "../accounts.fixture.ts";
import type { AccountTables } from "../accounts/tables.ts";
import { openOAuth, BASE, challengeOf, VERIFIER } from "./oauth.fixture.ts";

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

describeEachDatabase(
  "an attack on OAuth",
  MIGRATIONS,
  (databases) => {
    async function opened(options: { readonly dynamicClients?: boolean } = {}) {
      const open = await openOAuth({ database: await databases.open(), ...options });
      closing.push(open.close);
      return open;
    }

    describe("with a code", () => {
      test("that comes twice: the second is refused, and ends what the first was given", async () => {
        const { register, codeFor, exchange, useMcp, refresh, ann } = await opened();
        const client = await register();
        const code = await codeFor(client);
        const first = await exchange(client, code);
        expect([first.status, first.body["token_type"]]).toEqual([200, "Bearer"]);
        expect((await useMcp(String(first.body["access_token"]))).status).toBe(200);
        expect(await exchange(client, code)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
        expect((await useMcp(String(first.body["access_token"]))).status).toBe(401);
        expect((await refresh(client, String(first.body["refresh_token"]))).status).toBe(400);
        expect((await ann.get("/api/user/connections")).body).toMatchObject([{ is_active: false }]);
      });

      test("that ten bring at once: one is let in at most, and nobody stays", async () => {
        const { register, codeFor, exchange, useMcp } = await opened();
        const client = await register();
        const code = await codeFor(client);
        const told = await Promise.all(Array.from({ length: 10 }, () => exchange(client, code)));
        const given = told.filter(({ status }) => status === 200);
        expect(given).toHaveLength(1);
        expect((await useMcp(String(given[0]?.body["access_token"]))).status).toBe(401);
      });

      test("and another verifier, redirect, client, resource or grant than belong to it", async () => {
        const { register, codeFor, exchange } = await opened();
        const client = await register();
        const code = await codeFor(client);
        for (const more of [
          { code_verifier: "w".repeat(43) },
          { code_verifier: challengeOf(VERIFIER) },
          { code_verifier: "v" },
          { redirect_uri: "http://localhost:5555/other" },
          { client_id: "https://client.example/other.json" },
          { resource: "https://other.example/mcp" },
          { grant_type: "refresh_token" },
          { grant_type: "password" },
        ] as Record<string, string>[]) {
          const refused = await exchange(client, code, more);
          expect([more, refused.status, typeof refused.body["error"]]).toEqual([more, 400, "string"]);
          expect(refused.headers.get("cache-control")).toBe("no-store");
        }
        // A failed try of somebody else costs the client nothing.
        expect((await exchange(client, code)).status).toBe(200);
      });

      test("T32 confused deputy, of another client (mix-up): it is nobody else's, and says whose issuer it comes from", async () => {
        const { register, consent, authorizeUrl, exchange } = await opened();
        const [honest, attacker] = [await register(), await register({ client_name: "Attacker" })];
        const answer = await consent(authorizeUrl(honest));
        expect(answer.searchParams.get("iss")).toBe(BASE);
        const code = answer.searchParams.get("code") ?? "";
        expect((await exchange(attacker, code)).body["error"]).toBe("invalid_grant");
        expect((await exchange(honest, code)).status).toBe(200);
      });

      test("of a person who has left the tenant meanwhile: it opens nothing", async () => {
        const { register, exchange, database, ann, codeFor } = await opened();
        const client = await register();
        const code = await codeFor(client);
        await database
          .query<AccountTables>()
          .deleteFrom("members")
          .where("tenant_id", "=", ann.id)
          .where("account_id", "=", ann.id)
          .execute();
        expect((await exchange(client, code)).body["error"]).toBe("invalid_grant");
      });

      test("in place of an access token, or of a refresh token", async () => {
        const { register, codeFor, refresh, useMcp } = await opened();
        const client = await register();
        const code = await codeFor(client);
        expect((await useMcp(code)).status).toBe(401);
        expect((await refresh(client, code)).body["error"]).toBe("invalid_grant");
      });
    });

    describe("with a refresh token", () => {
      test("that was used already: the connection ends, for thief and owner alike", async () => {
        const { connected, refresh, useMcp } = await opened();
        const client = await connected();
        const second = await refresh(client.clientId, client.refresh);
        expect((await useMcp(String(second.body["access_token"]))).status).toBe(200);
        expect((await refresh(client.clientId, client.refresh)).body["error"]).toBe("invalid_grant");
        expect((await useMcp(String(second.body["access_token"]))).status).toBe(401);
        expect((await refresh(client.clientId, String(second.body["refresh_token"]))).status).toBe(400);
      });

      test("of another client, for another resource, or for more than was given", async () => {
        const { connected, register, refresh } = await opened();
        const { clientId, refresh: token } = await connected({}, { scope: "requests:read" });
        const tries = [
          refresh(await register({ client_name: "Other" }), token),
          refresh(clientId, token, { resource: `${BASE}/hitl` }),
          refresh(clientId, token, { scope: "requests:read requests:write" }),
        ];
        const errors = (await Promise.all(tries)).map(({ body }) => body["error"]);
        expect(errors).toEqual(["invalid_grant", "invalid_target", "invalid_scope"]);
        expect((await refresh(clientId, token)).body["scope"]).toBe("requests:read");
      });
    });

    describe("with an access token", () => {
      test("T32 token passthrough, elsewhere than at /mcp: it opens nothing, decides nothing, changes nothing", async () => {
        const { connected, call, post, ann } = await opened();
        const { access } = await connected();
        const key = await ann.key();
        await post("/hitl/register", { session_id: "main", client_id: "bot" }, bearer(key.raw));
        const asked = await post(
          "/hitl/request",
          { session_id: "main", client_id: "bot", message: "?" },
          bearer(key.raw),
        );
        const id = String(asked.body["request_id"]);
        const routes = [
          ["GET", "/hitl/pending", 401],
          ["GET", `/hitl/poll?request_id=${id}`, 401],
          ["POST", "/hitl/request", 401],
          ["GET", "/api/user/me", 401],
          ["POST", "/api/user/apikeys", 401],
          ["GET", "/api/user/connections", 401],
          ["POST", "/api/tenant/settings", 401],
          ["POST", "/oauth/authorize", 401],
          ["POST", `/api/terminal/requests/${id}/answer`, 403],
          ["GET", "/api/operator/status", 403],
        ] as const;
        const body = JSON.stringify({ session_id: "main", client_id: "bot", message: "?" });
        for (const [method, path, status] of routes)
          for (const headers of [bearer(access), { "x-api-key": access }] as Record<string, string>[]) {
            const init =
              method === "POST" ? { body, headers: { "content-type": "application/json", ...headers } } : { headers };
            expect([path, (await call(method, path, init)).status]).toEqual([path, status]);
          }
        expect((await post("/mcp", {}, bearer(access))).status).not.toBe(401);
      });

      test("without the scope of a tool, or as another client than its own", async () => {
        const { connected, post } = await opened();
        const { access } = await connected({}, { scope: "requests:read" });
        const callTool = async (args: object) => {
          const params = { name: "request_human_input", arguments: args };
          const { body } = await post(
            "/mcp",
            { jsonrpc: "2.0", id: 1, method: "tools/call", params },
            { ...bearer(access), accept: "application/json, text/event-stream" },
          );
          return JSON.stringify(body);
        };
        expect(await callTool({ message: "?" })).toContain("requests:write");
        const { access: writing } = await connected({ client_name: "Writer" });
        const { body } = await post(
          "/mcp",
          {
            jsonrpc: "2.0",
            id: 1,
            method: "tools/call",
            params: { name: "request_human_input", arguments: { message: "?", client_id: "ci-pipeline" } },
          },
          { ...bearer(writing), accept: "application/json, text/event-stream" },
        );
        expect(JSON.stringify(body)).toContain("Writer (local)");
      });

      test("that its client revokes (RFC 7009): all of the connection ends; another client cannot", async () => {
        const { connected, register, form, useMcp, refresh } = await opened();
        const { clientId, access, refresh: token } = await connected();
        const other = await register({ client_name: "Other" });
        expect((await form("/oauth/revoke", { token, client_id: other })).status).toBe(400);
        expect((await useMcp(access)).status).toBe(200);
        expect(
          (await form("/oauth/revoke", { token, client_id: clientId, token_type_hint: "refresh_token" })).status,
        ).toBe(200);
        expect((await useMcp(access)).status).toBe(401);
        expect((await refresh(clientId, token)).status).toBe(400);
        // Told the same of what never was a token.
        expect((await form("/oauth/revoke", { token: "x", client_id: clientId })).status).toBe(200);
      });
    });
  },
  ["SQLite memory", "PostgreSQL"],
);

describe("a credential of OAuth that is too old", () => {
  const databases = testDatabases("SQLite memory", MIGRATIONS);

  test("opens nothing: a code after a minute, an access token after an hour, a refresh token after thirty days", async () => {
    let later = 0;
    const clock = { ...systemClock, now: () => systemClock.now() + later };
    const open = await openOAuth({ database: await databases.open({ clock }), clock });
    closing.push(open.close);
    const { register, codeFor, exchange, refresh, useMcp } = open;
    const client = await register();
    const late = await codeFor(client);
    const early = await codeFor(client);
    later += 59_000;
    const { body } = await exchange(client, early);
    later += 2_000;
    expect((await exchange(client, late)).body["error"]).toBe("invalid_grant");
    expect((await useMcp(String(body["access_token"]))).status).toBe(200);
    later += 3_600_000;
    expect((await useMcp(String(body["access_token"]))).status).toBe(401);
    const again = await refresh(client, String(body["refresh_token"]));
    expect(again.status).toBe(200);
    later += 31 * 86_400_000;
    expect((await refresh(client, String(again.body["refresh_token"]))).body["error"]).toBe("invalid_grant");
  });
});
