/** What is tried on the pages of consent, with redirects, and with clients (OAuth 2.1, RFC 9700, threats.md T22). */
import { afterEach, describe, expect, test } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import { OPERATOR } from "../../loopgate.fixture.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { bearer, PASSWORD } from "../accounts.fixture.ts";
import { LOCAL_TENANT } from "../callers.ts";
import { BASE, createBrowser, openOAuth, REDIRECT, sentTo, VERIFIER } from "./oauth.fixture.ts";

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

describeEachDatabase(
  "an attack on consent",
  MIGRATIONS,
  (databases) => {
    async function opened(options: { readonly dynamicClients?: boolean } = {}) {
      const open = await openOAuth({ database: await databases.open(), ...options });
      closing.push(open.close);
      return open;
    }

    describe("with a redirect", () => {
      test("that is not the registered one, to the letter, is followed by nobody", async () => {
        const { register, browser, authorizeUrl } = await opened();
        const client = await register();
        for (const redirect of [
          "http://localhost:5555/callback/",
          "http://localhost:5555/callback/../evil",
          "http://localhost:5555/callback?next=https://evil.example",
          "http://localhost:5555/Callback",
          "http://localhost:5556/callback",
          "http://localhost/callback",
          "http://127.0.0.1:5555/callback",
          "http://localhost:5555/callback#fragment",
          "http://localhost:5555@evil.example/callback",
          "http://localhost:5555.evil.example/callback",
          "https://localhost:5555/callback",
          "https://evil.example/callback",
          "//evil.example/callback",
          "javascript:alert(1)",
          "",
        ]) {
          const page = await browser.open(authorizeUrl(client, { redirect_uri: redirect }));
          const refused = {
            redirect,
            bad: page.status >= 400,
            to: page.headers.get("location"),
            link: page.html.includes("<a "),
          };
          expect(refused).toEqual({ redirect, bad: true, to: null, link: false });
        }
      });

      test("with another port is the client's only on loopback, and only where it registered none", async () => {
        const { register, consent, authorizeUrl } = await opened();
        const client = await register({ redirect_uris: ["http://127.0.0.1/callback"] });
        const answer = await consent(authorizeUrl(client, { redirect_uri: "http://127.0.0.1:61234/callback" }));
        expect(answer.host).toBe("127.0.0.1:61234");
      });

      test("open redirect on errors: a mistake is told on a page, and only a person's own click leads on", async () => {
        const { register, browser, authorizeUrl } = await opened();
        const client = await register();
        for (const [more, error] of [
          [{ code_challenge: undefined, code_challenge_method: undefined }, "invalid_request"],
          [{ code_challenge: VERIFIER, code_challenge_method: "plain" }, "invalid_request"],
          [{ code_challenge_method: undefined }, "invalid_request"],
          [{ response_type: "token" }, "invalid_request"],
          [{ scope: "requests:read requests:decide" }, "invalid_scope"],
          [{ resource: "https://other.example/mcp" }, "invalid_target"],
        ] as const) {
          const page = await browser.open(authorizeUrl(client, more));
          expect([more, page.status, page.headers.get("location")]).toEqual([more, 400, null]);
          const link = /<a href="([^"]*)"/.exec(page.html)?.[1]?.replaceAll("&amp;", "&") ?? "";
          expect(link.startsWith(`${REDIRECT}?`)).toBe(true);
          expect(Object.fromEntries(new URL(link).searchParams)).toMatchObject({ error, state: "abc", iss: BASE });
        }
      });

      test("to a place that no client may name", async () => {
        const { post } = await opened();
        for (const uri of [
          "javascript:alert(1)",
          "data:text/html,x",
          "file:///etc/passwd",
          "http://client.example/callback",
          "https://ann@client.example/",
          "https://client.example/#x",
          "https://client.example/?code=1",
          "http://localhost:5555/a b",
          "https://client.example;sandbox/callback",
          "https://client.example,*/callback",
        ])
          expect(await post("/oauth/register", { redirect_uris: [uri] })).toMatchObject({
            status: 400,
            body: { error: "invalid_redirect_uri" },
          });
      });
    });

    describe("on the person", () => {
      test("T29: CSRF on consent: no page of another site says yes, and no token does", async () => {
        const { register, browser, authorizeUrl, ann, form } = await opened();
        const client = await register();
        const page = await browser.open(authorizeUrl(client));
        for (const headers of [
          { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
          { origin: "null" },
          { origin: "http://localhost:3000", "sec-fetch-site": "same-site" },
          {},
        ] as Record<string, string>[]) {
          const refused = await browser.submit(page, { decision: "allow" }, headers);
          expect([refused.status, refused.headers.get("location")]).toEqual([403, null]);
        }
        const count = async () => ((await ann.get("/api/user/connections")).body as unknown as object[]).length;
        expect(await count()).toBe(0);
        expect((await form("/oauth/authorize", { decision: "allow" })).status).toBe(401);
        expect(sentTo(await browser.submit(page, { decision: "allow" })).searchParams.has("code")).toBe(true);
        expect(await count()).toBe(1);
      });

      test("nothing is ever answered without a yes, also where one was given before", async () => {
        const { register, browser, consent, authorizeUrl } = await opened();
        const client = await register();
        await consent(authorizeUrl(client));
        for (const prompt of ["none", "consent"]) {
          const page = await browser.open(authorizeUrl(client, { prompt }));
          expect([page.status, page.headers.get("location")]).toEqual([200, null]);
        }
        const denied = await consent(authorizeUrl(client), "deny");
        expect(Object.fromEntries(denied.searchParams)).toMatchObject({
          error: "access_denied",
          state: "abc",
          iss: BASE,
        });
        expect(denied.searchParams.has("code")).toBe(false);
      });

      test("a name that many have is vouched for by nobody: of this device, or of a net of one's own", async () => {
        const { register, browser, authorizeUrl } = await opened();
        for (const redirect of [
          "https://localhost/cb",
          "https://127.0.0.1/cb",
          "https://app.localhost/cb",
          "https://10.0.0.5/cb",
        ]) {
          const client = await register({ client_name: "Tool", redirect_uris: [redirect] });
          const { html } = await browser.open(authorizeUrl(client, { redirect_uri: redirect }));
          expect(html).toContain("<strong>Tool (local)</strong>");
        }
      });

      test("a yes is to what was shown: what changed meanwhile is shown again", async () => {
        const { register, browser, authorizeUrl } = await opened();
        const client = await register();
        const page = await browser.open(authorizeUrl(client, { scope: "requests:read" }));
        const request = authorizeUrl(client).search.slice(1);
        const again = await browser.submit(page, { decision: "allow", request });
        expect([again.status, again.headers.get("location")]).toEqual([200, null]);
        expect(again.html).toContain("has changed");
      });

      test("T29: the page names the client, where it lives, and what it may; it can be framed by nobody", async () => {
        const { register, browser, authorizeUrl } = await opened();
        const client = await register({ client_name: "Tool <b>\u{202E}loot</b>" });
        const { html, headers } = await browser.open(authorizeUrl(client, { scope: "requests:read" }));
        expect(html).toContain("Tool &lt;b&gt;⟦U+202E⟧loot&lt;/b&gt;");
        expect(html).toContain("<strong>localhost:5555</strong>");
        expect(html).toContain("read its questions");
        expect(html).not.toContain("ask, and take");
        const policy = headers.get("content-security-policy");
        expect(policy).toContain("frame-ancestors 'none'");
        expect(policy).toContain("form-action 'self' http://localhost:5555;");
        expect(policy).not.toContain("unsafe");
      });

      test("who may make no key lets nobody in, and nobody lets a client into a tenant that is not his", async () => {
        const open = await opened();
        const { register, authorizeUrl, post, app, ann } = open;
        const client = await register();
        const added = await post("/api/operator/users", { username: "vic", role: "viewer" }, bearer(OPERATOR));
        const browser = createBrowser(app);
        const signIn = await browser.open(authorizeUrl(client));
        const vic = { username: "vic", password: String(added.body["password"]) };
        const page = await browser.submit(signIn, vic);
        // His own tenant, not the one in which he is a viewer.
        expect(page.html).toContain(`name="tenant" value="${String(added.body["user_id"])}"`);
        for (const tenant of [LOCAL_TENANT, ann.id, "x"]) {
          const refused = await browser.submit(page, { decision: "allow", tenant });
          expect([refused.status, refused.headers.get("location")]).toEqual([403, null]);
        }
      });

      test("a sign-in is asked for, is limited like any other, and tells nobody more", async () => {
        const { register, authorizeUrl, app } = await opened();
        const browser = createBrowser(app);
        const page = await browser.open(authorizeUrl(await register()));
        expect(page.html).toContain('action="/oauth/sign-in"');
        const wrong = await browser.submit(page, { username: "ann", password: "wrong" });
        const unknown = await browser.submit(page, { username: "nobody-at-all", password: "wrong" });
        expect([wrong.status, unknown.status]).toEqual([401, 401]);
        expect(wrong.html).toBe(unknown.html);
        const foreign = await browser.submit(
          page,
          { username: "ann", password: PASSWORD },
          { origin: "https://evil.example" },
        );
        expect([foreign.status, browser.cookie()]).toEqual([403, ""]);
        for (let at = 0; at < 10; at++) await browser.submit(page, { username: "ann", password: "wrong" });
        expect((await browser.submit(page, { username: "ann", password: PASSWORD })).status).toBe(429);
      });

      test("who is led here by another site goes on from a page of ours; nothing else may be called from there", async () => {
        const { register, authorizeUrl, app } = await opened();
        const browser = createBrowser(app);
        const url = authorizeUrl(await register());
        const led = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
        const page = await browser.open(url, led);
        const link = /<a href="([^"]*)"/.exec(page.html)?.[1]?.replaceAll("&amp;", "&") ?? "";
        expect([page.status, link]).toEqual([200, `${url.pathname}${url.search}`]);
        expect((await browser.open(url, { ...led, "sec-fetch-dest": "iframe" })).status).toBe(403);
        expect((await browser.open(url, { "sec-fetch-site": "cross-site" })).status).toBe(403);
        expect((await browser.open("/hitl/pending", led)).status).toBe(403);
      });
    });

    describe("with a client", () => {
      test("that registers itself where that is off, or whose registration is forged", async () => {
        const { post, get, browser, register, authorizeUrl } = await opened();
        const client = await register();
        const [head = "", seal = ""] = client.split(".");
        const evil = Buffer.from(JSON.stringify([1, "Tool", "https://evil.example/cb"])).toString("base64url");
        for (const forged of [`lgc_${evil}.${seal}`, `${head}.`, `${head}.${seal}x`, `${head}.${seal}.x`, head]) {
          const page = await browser.open(authorizeUrl(forged, { redirect_uri: "https://evil.example/cb" }));
          expect([page.status, page.headers.get("location")]).toEqual([400, null]);
        }
        expect((await get("/.well-known/oauth-authorization-server")).body["registration_endpoint"]).toBeDefined();
        const closed = await opened({ dynamicClients: false });
        expect(await closed.post("/oauth/register", { redirect_uris: [REDIRECT] })).toMatchObject({ status: 403 });
        expect(
          (await closed.get("/.well-known/oauth-authorization-server")).body["registration_endpoint"],
        ).toBeUndefined();
        expect((await post("/oauth/register", { redirect_uris: [] })).body["error"]).toBe("invalid_client_metadata");
      });

      test("whose document is not its own, too large, elsewhere, or nothing", async () => {
        const { documents, documentAt, browser, authorizeUrl, fetched } = await opened();
        const document = (path: string) => ({ client_id: documentAt(path), redirect_uris: [REDIRECT] });
        documents["/good.json"] = document("/good.json");
        documents["/other.json"] = document("/good.json");
        documents["/large.json"] = { ...document("/large.json"), padding: "x".repeat(20_000) };
        documents["/secret.json"] = { ...document("/secret.json"), client_secret: "s" };
        documents["/method.json"] = { ...document("/method.json"), token_endpoint_auth_method: "client_secret_basic" };
        documents["/moved.json"] = (_, response) =>
          response.writeHead(302, { location: documentAt("/good.json") }).end();
        documents["/page.json"] = (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("{}");
        const shown = async (client: string) => {
          const page = await browser.open(authorizeUrl(client));
          return page.html.includes("Let it in") ? "asked" : page.status;
        };
        expect(await shown(documentAt("/good.json"))).toBe("asked");
        for (const path of [
          "/other.json",
          "/large.json",
          "/secret.json",
          "/method.json",
          "/moved.json",
          "/page.json",
          "/none.json",
        ])
          expect([path, await shown(documentAt(path))]).toEqual([path, 400]);
        // One fetch each, and a good one is kept for a while.
        expect(await shown(documentAt("/good.json"))).toBe("asked");
        expect(fetched.filter((path) => path === "/good.json")).toHaveLength(1);
      });

      test("T22 SSRF by its client_id: inner addresses, other schemes and other spellings are not fetched, and tell nothing", async () => {
        const { browser, authorizeUrl, fetched, documentAt } = await opened();
        const port = new URL(documentAt("/x")).port;
        const told = new Set<string>();
        for (const client of [
          "https://10.0.0.1/client.json",
          "https://169.254.169.254/latest/meta-data",
          "https://[::1]/client.json",
          "https://0x7f.1/client.json",
          `http://client.example:${port}/client.json`,
          "file:///etc/passwd",
          "https://client.example",
          `https://client.example:${port}/a/../client.json`,
          `https://client.example:${port}/client.json#x`,
          `https://ann:b@client.example:${port}/client.json`,
        ]) {
          const page = await browser.open(authorizeUrl(client));
          expect([client, page.status]).toEqual([client, 400]);
          told.add(page.html);
        }
        expect(fetched).toEqual([]);
        expect(told.size).toBe(2);
      });

      test("that makes the server fetch: nobody does who is not signed in, and who is does not for long", async () => {
        const { documentAt, browser, authorizeUrl, fetched, app } = await opened();
        await createBrowser(app).open(authorizeUrl(documentAt("/none.json")));
        expect(fetched).toEqual([]);
        const told = new Set<number>();
        for (let at = 0; at < 70; at++) told.add((await browser.open(authorizeUrl(documentAt("/none.json")))).status);
        expect(told).toEqual(new Set([400, 429]));
        expect(fetched.length).toBeLessThan(61);
      });
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
