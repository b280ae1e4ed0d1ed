import { html, raw } from "hono/html";
import type { Routes } from "./app.ts";

type Markup = ReturnType<typeof html>;

/** No inline script or style, no other host, no frame. `same-origin`: without any referrer a form of ours would send `Origin: null`. */
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "same-origin",
  "content-type": "text/html; charset=utf-8",
};

const STYLE = `:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 28rem; padding: 2rem 1rem; }
h1 { font-size: 1.3rem; }
label { display: block; margin: 1rem 0 .25rem; }
input { box-sizing: border-box; font: inherit; padding: .5rem; width: 100%; }
button { font: inherit; margin-top: 1.5rem; padding: .5rem 1rem; }
.refused { color: #c0392b; }
`;

/** A plain page that the server draws. `script`: the path of one of ours. */
export async function page({
  title,
  body,
  script,
  status = 200,
}: {
  readonly title: string;
  readonly body: Markup;
  readonly script?: string;
  readonly status?: number;
}): Promise<Response> {
  const text = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/pages/style.css" />
        ${script === undefined ? "" : raw(`<script src="${script}" defer></script>`)}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
  return new Response(String(text), { status, headers: HEADERS });
}

/** What the pages load. */
export function pageRoutes(): Routes {
  return (app) => {
    app.get("/pages/style.css", (context) => context.body(STYLE, 200, { "content-type": "text/css; charset=utf-8" }));
  };
}
