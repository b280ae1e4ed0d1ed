import { ERRORS } from "@loopgate/contract";
import { expect, test } from "vitest";
import { z } from "zod";
import { openLoopgate } from "../loopgate.fixture.ts";
import { OPERATIONS } from "./operations.ts";

async function page() {
  const loopgate = await openLoopgate();
  const { headers, body } = await loopgate.get("/docs");
  return { headers, html: String(body["text"]) };
}

test("the page loads nothing from elsewhere, and runs nothing", async () => {
  const { html } = await page();
  expect(html).not.toMatch(/<(script|link|img|iframe|object|embed|base|form)\b/i);
  expect(html).not.toMatch(/\bsrc=|@import|url\(|\bon\w+=/i);
  expect(
    [...html.matchAll(/href="([^"]*)"/g)]
      .map(([, href]) => href)
      .filter((href) => !/^(#|\/openapi\.json$)/.test(href ?? "")),
  ).toEqual([]);
});

test("the page's policy lets nothing be loaded, framed or sent", async () => {
  const { headers } = await page();
  expect(headers.get("content-type")).toMatch(/^text\/html/);
  expect(headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  );
});

test("the page tells of every route and every error code, and its links lead somewhere", async () => {
  const { html } = await page();
  for (const { path } of OPERATIONS) expect(html).toContain(path);
  for (const code of Object.keys(ERRORS)) expect(html).toContain(`id="error-${code}"`);
  for (const [, anchor] of html.matchAll(/href="#([^"]+)"/g)) expect(html).toContain(`id="${anchor}"`);
});

test("every field of every body, query and answer that is an object stands on the page", async () => {
  const { html } = await page();
  const schemas = OPERATIONS.flatMap(({ body, query, params, answer }) => [body, query, params, answer]);
  const fields = schemas.flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []));
  expect(new Set(fields).size).toBeGreaterThan(60);
  expect([...new Set(fields)].filter((field) => !html.includes(`<code>${field}</code>`))).toEqual([]);
});
