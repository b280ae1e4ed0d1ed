import { createHash } from "node:crypto";
import { ERRORS, type ErrorCode } from "@loopgate/contract";
import { html, raw } from "hono/html";
import { z } from "zod";
import type { Routes } from "./app.ts";
import { openApiDocument, operationId, refusalsOf } from "./openapi.ts";
import { OPERATIONS, type Operation } from "./operations.ts";
import { STATUS } from "./problem.ts";

/** The page's one style, and no other (CSP 3, 8.3). */
function policyFor(docs: string): string {
  const style = /<style>([^]*?)<\/style>/.exec(docs)?.[1] ?? "";
  const digest = createHash("sha256").update(style).digest("base64");
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

/** `/openapi.json`, and `/docs`: one page without scripts that loads nothing. Both are made once, at the first call. */
export function docsRoutes(): Routes {
  let document: string | undefined;
  let page: string | undefined;
  return (app) => {
    app.get("/openapi.json", (context) => {
      document ??= JSON.stringify(openApiDocument(), null, 2);
      return context.body(document, 200, { "content-type": "application/json" });
    });
    app.get("/docs", async (context) => {
      page ??= String(await docsPage());
      return context.html(page, 200, { "content-security-policy": policyFor(page) });
    });
  };
}

function docsPage() {
  const codes = Object.keys(ERRORS).map((code) => code as ErrorCode);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Loopgate API</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>Loopgate API</h1>
          <p>
            The gate between AI agents and the people who answer for them. Machine-readable:
            <a href="/openapi.json">OpenAPI 3.1</a>.
          </p>
        </header>
        <nav>
          ${OPERATIONS.map((operation) => html`<a href="#${operationId(operation)}"><b>${operation.method.toUpperCase()}</b> ${operation.path}</a>`)}
        </nav>
        <main>
          ${OPERATIONS.map(section)}
          <section>
            <h2 id="errors">Errors</h2>
            <p>
              Every refusal is <code>application/problem+json</code> with a stable <code>code</code>, a sentence that
              says what to do, and the path of each bad field.
            </p>
            <table>
              <tr>
                <th>Code</th>
                <th>Status</th>
                <th>Means</th>
              </tr>
              ${codes.map(
                (code) =>
                  html`<tr id="error-${code}">
                    <td><code>${code}</code></td>
                    <td>${STATUS[code]}</td>
                    <td>${ERRORS[code]}</td>
                  </tr>`,
              )}
            </table>
          </section>
        </main>
      </body>
    </html>`;
}

function section(operation: Operation) {
  const { params, query, body } = operation;
  const inputs = [
    { title: "Parameters", schema: params },
    { title: "Parameters", schema: query },
    { title: "Body", schema: body },
  ];
  return html`<section>
    <h2 id="${operationId(operation)}"><b>${operation.method.toUpperCase()}</b> ${operation.path}</h2>
    <p>${operation.summary}. <small>For ${operation.for}.</small></p>
    ${inputs.map(({ title, schema }) =>
      schema
        ? html`<h3>${title}</h3>
            ${fields(schema, "input")}`
        : "",
    )}
    <h3>Answer</h3>
    ${fields(operation.answer, "output")}
    <p><small>Refusals: ${refusalsOf(operation).map((code) => html`<a href="#error-${code}">${code}</a> `)}</small></p>
  </section>`;
}

type Schema = { readonly [keyword: string]: unknown };

function fields(schema: z.ZodType, io: "input" | "output") {
  const described = resolved(z.toJSONSchema(schema, { io, unrepresentable: "any" }));
  const properties = Object.entries(isSchema(described["properties"]) ? described["properties"] : {});
  const required = Array.isArray(described["required"]) ? described["required"] : [];
  return html`<table>
    <tr>
      <th>Field</th>
      <th>Type</th>
      <th></th>
    </tr>
    ${properties.map(
      ([name, property]) =>
        html`<tr>
          <td><code>${name}</code>${required.includes(name) ? " *" : ""}</td>
          <td>${typeText(property)}</td>
          <td>${isSchema(property) ? textOf(property["description"]) : ""}</td>
        </tr>`,
    )}
  </table>`;
}

/** A schema that has a name stands among the definitions, and is only referred to. */
function resolved(schema: Schema): Schema {
  const name = typeof schema["$ref"] === "string" ? schema["$ref"].split("/").at(-1) : undefined;
  const definitions = schema["$defs"];
  const found = name !== undefined && isSchema(definitions) ? definitions[name] : undefined;
  return isSchema(found) ? found : schema;
}

/** A type in a few words: `string ≤ 128`, `"low" | "medium"`, `list of Option`. */
function typeText(property: unknown, depth = 0): string {
  if (!isSchema(property) || depth > 3) return "any";
  const reference = property["$ref"];
  if (typeof reference === "string") return reference.split("/").at(-1) ?? "object";
  const branches = property["anyOf"] ?? property["oneOf"];
  if (Array.isArray(branches)) return [...new Set(branches.map((branch) => typeText(branch, depth + 1)))].join(" or ");
  if (Array.isArray(property["enum"])) return property["enum"].map((value) => JSON.stringify(value)).join(" | ");
  if (property["const"] !== undefined) return JSON.stringify(property["const"]);
  if (property["type"] === "array") return `list of ${typeText(property["items"], depth + 1)}`;
  return `${textOf(property["type"]) || "any"}${limits(property)}`;
}

function limits({ minimum, maximum, maxLength, format }: Schema): string {
  if (format !== undefined) return ` (${textOf(format)})`;
  if (maxLength !== undefined) return ` ≤ ${textOf(maxLength)}`;
  return minimum !== undefined && maximum !== undefined && Math.abs(Number(maximum)) < 1e10
    ? ` ${textOf(minimum)}…${textOf(maximum)}`
    : "";
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const STYLE = `
  :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent); }
  body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
  h1 { margin: .5rem 0 0; } h2 { border-top: 1px solid var(--line); font: 600 1.05rem ui-monospace, monospace; margin-top: 2.5rem; padding-top: 1rem; }
  h2 b, nav b { color: #0a7d55; } h3 { font-size: .85rem; margin: 1rem 0 .25rem; opacity: .7; }
  nav { columns: 2 20rem; font: .85rem/1.9 ui-monospace, monospace; } nav a { display: block; text-decoration: none; } a { color: inherit; }
  table { border-collapse: collapse; width: 100%; } td, th { border-bottom: 1px solid var(--line); padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top; }
  td:first-child { white-space: nowrap; } small { opacity: .75; } code { font-family: ui-monospace, monospace; }
  @media (max-width: 40rem) { table { display: block; overflow-x: auto; } }
`;
