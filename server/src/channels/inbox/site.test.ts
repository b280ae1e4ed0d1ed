import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { textsFor } from "../../texts/index.ts";
import { createApp } from "../../http/app.ts";
import { createLog } from "../../kit/log.ts";
import { reachOf } from "../../http/origin.ts";
import { readSite } from "./site-files.ts";
import { siteRoutes } from "./site.ts";

const folder = mkdtempSync(join(tmpdir(), "loopgate-site-"));
mkdirSync(join(folder, "assets"));
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
write("index.html", "<!doctype html><title>Inbox</title>");
write("theme.js", "0;");
write("assets/entry-1a2b.js", "let plain;");
write("assets/entry-1a2b.js.br", "as brotli");
write("assets/entry-1a2b.js.gz", "as gzip");
write("secret.txt", "not a page's");
const site = readSite(folder);
afterAll(() => rmSync(folder, { recursive: true }));

const open = () => openLoopgate({ world: { site } });
const atLocalhost = { host: "localhost:8080" };

describe("the built page", () => {
  test.each(["/", "/r/0199-x", "/history", "/settings"])(
    "is one document at %s, asked for anew each time",
    async (path) => {
      const loopgate = await open();
      const { status, headers, body } = await loopgate.get(path, atLocalhost);
      expect(status).toBe(200);
      expect(body["text"]).toContain("<title>Inbox</title>");
      expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(headers.get("cache-control")).toBe("no-cache");
      expect(headers.get("content-security-policy")).toContain("require-trusted-types-for 'script'");
      expect(headers.get("content-security-policy")).not.toContain("unsafe");
    },
  );

  test("says itself that nothing is at an address, and a program is told by a problem", async () => {
    const loopgate = await open();
    const person = { ...atLocalhost, accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
    for (const path of ["/nowhere", "/r/1/2", "/api/nothing"]) {
      const { status, body } = await loopgate.get(path, person);
      expect([path, status]).toEqual([path, 404]);
      expect(body["text"]).toContain("<title>Inbox</title>");
      expect(await loopgate.get(path, atLocalhost)).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
    expect((await loopgate.post("/", {}, person)).body["code"]).toBe("method_not_allowed");
  });

  test("is not sent again to who has it", async () => {
    const loopgate = await open();
    const { headers } = await loopgate.get("/", atLocalhost);
    const again = await loopgate.get("/", { ...atLocalhost, "if-none-match": String(headers.get("etag")) });
    expect(again.status).toBe(304);
    expect(again.body["text"]).toBe("");
  });

  test.each([
    ["br", "br, gzip", "as brotli"],
    ["gzip", "gzip, deflate", "as gzip"],
    [null, "identity", "let plain;"],
  ])("comes as it was compressed: %s", async (encoding, accepted, text) => {
    const loopgate = await open();
    const { headers, body } = await loopgate.get("/assets/entry-1a2b.js", { "accept-encoding": accepted });
    expect(headers.get("content-encoding")).toBe(encoding);
    expect(body["text"]).toBe(text);
    expect(headers.get("cache-control")).toContain("immutable");
    expect(headers.get("vary")).toContain("Accept-Encoding");
  });

  test.each(["/assets/entry-0000.js", "/assets/..%2fsecret.txt", "/secret.txt", "/assets/entry-1a2b.js.br"])(
    "has nothing else in it: %s",
    async (path) => {
      const loopgate = await open();
      expect((await loopgate.get(path, atLocalhost)).status).toBe(404);
    },
  );
});

test("a link from anywhere leads a person to it, and never carries a call to the server", async () => {
  const loopgate = await open();
  const led = {
    ...atLocalhost,
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
  };
  expect((await loopgate.get("/r/0199-x", led)).status).toBe(200);
  expect((await loopgate.get("/hitl/pending", led)).status).toBe(403);
  expect((await loopgate.get("/r/0199-x", { ...led, "sec-fetch-dest": "iframe" })).status).toBe(403);
});

describe("at 127.0.0.1", () => {
  test("a person is sent to localhost, since a passkey needs a name", async () => {
    const loopgate = await open();
    const { status, headers } = await loopgate.get("/r/abc?x=1", { host: "127.0.0.1:8123" });
    expect(status).toBe(307);
    expect(headers.get("location")).toBe("http://localhost:8123/r/abc?x=1");
  });

  test("nobody is sent anywhere behind a proxy, whose Host it is", async () => {
    const loopgate = await openLoopgate({
      world: { site },
      config: { mode: "served", auth: "keys", publicUrl: new URL("https://gate.example.com") },
    });
    const { status } = await loopgate.get("/", { host: "127.0.0.1:8123", "x-forwarded-for": "192.0.2.1" });
    expect(status).toBe(200);
  });
});

test("where nobody has built it, each screen says how to, and nothing else breaks", async () => {
  const routes = [siteRoutes({ site: new Map(), texts: textsFor("en").site })];
  const reach = reachOf(
    { host: "127.0.0.1", publicUrl: undefined, mode: "local", auth: "auto", allowedOrigins: [] },
    () => 8080,
  );
  const app = createApp({ reach, routes, log: createLog({ level: "silent" }) });
  const answer = await app.request("/", { headers: atLocalhost });
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain("npm run build");
});
