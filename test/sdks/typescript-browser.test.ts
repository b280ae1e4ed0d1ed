/** The packed client in a real browser, in a page of another origin that Loopgate was told of. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signatureHeaders } from "../../server/src/agents/webhooks/signature.ts";
import { clientMetafilePath, clientPackage } from "../../scripts/client-package.ts";
import { assertBuilt } from "../built.fixture.ts";
import { openChromium } from "../inbox/chromium.ts";
import { openGate, type Gate } from "../mcp/gate.fixture.ts";

let site: Server;
let gate: Gate;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  assertBuilt(clientMetafilePath);
  site = createServer(({ url = "/" }, response) => {
    const isScript = url.endsWith(".js");
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
    response.end(isScript ? readFileSync(join(clientPackage, basename(url))) : "<!doctype html>");
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  const origin = `http://localhost:${(site.address() as AddressInfo).port}`;
  gate = await openGate({ ALLOWED_ORIGINS: origin });
  browser = await openChromium();
  page = await browser.newPage();
  await page.goto(origin);
});
afterAll(async () => {
  await browser.close();
  await gate.close();
  site.close();
});

test("a page asks, and is told what a person has corrected", async () => {
  const asked = page.evaluate(
    `import("/index.js").then(({ createClient, gate }) => {
      const client = createClient({ url: ${JSON.stringify(gate.url)}, clientId: "page" });
      return gate(({ to }) => "went to " + to, { client, name: "go", message: "From a page" })({ to: "a" });
    })`,
  );
  await gate.answer(await gate.asked("From a page"), { kind: "edit", arguments: { to: "b" } });
  expect(await asked).toBe("went to b");
});

test("a page that gives up takes its request back", async () => {
  const asked = page.evaluate(
    `import("/index.js").then(({ createClient }) => {
      const stop = new AbortController();
      const onRequest = () => stop.abort(new Error("enough"));
      const client = createClient({ url: ${JSON.stringify(gate.url)}, clientId: "page" });
      return client.approve("Given up?", { signal: stop.signal, onRequest }).catch(({ message }) => message);
    })`,
  );
  expect(await asked).toBe("enough");
  expect(await gate.pending()).toEqual([]);
});

test("a worker's runtime checks a webhook", async () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const payload = '{"id":"e1"}';
  const headers = signatureHeaders({ id: "e1", at: Date.now(), body: payload, secrets: [secret] });
  const verified = (body: string) =>
    page.evaluate(
      `import("/webhooks.js").then(({ verifyWebhook }) => verifyWebhook(${JSON.stringify({ payload: body, headers, secret })})
        .then(({ id }) => id, ({ name }) => name))`,
    );
  expect(await verified(payload)).toBe("e1");
  expect(await verified('{"id":"e2"}')).toBe("WebhookNotVerified");
});
