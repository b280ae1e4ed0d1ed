import { html } from "hono/html";
import type { Routes } from "./app.ts";

type Markup = ReturnType<typeof html>;

/** No script, no inline style, no other host, no frame. What a form is answered with may lead to one other place. */
function policyFor(formsTo: URL | undefined): string {
  const forms = formsTo === undefined ? "'self'" : `'self' ${sourceOf(formsTo)}`;
  return `default-src 'none'; style-src 'self'; form-action ${forms}; base-uri 'none'; frame-ancestors 'none'`;
}

/** A place as a policy can say it: it knows no IPv6, and of a program's own scheme only the scheme. */
function sourceOf({ protocol, origin, hostname }: URL): string {
  return origin === "null" || hostname.startsWith("[") ? protocol : origin;
}

/** `same-origin`: without any referrer a form of ours would send `Origin: null`. */
const HEADERS = {
  "referrer-policy": "same-origin",
  "content-type": "text/html; charset=utf-8",
};

const STYLE = `:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 28rem; padding: 2rem 1rem; }
h1 { font-size: 1.3rem; }
label { display: block; margin: 1rem 0 .25rem; }
input, select { box-sizing: border-box; font: inherit; padding: .5rem; width: 100%; }
button { font: inherit; margin-top: 1.5rem; padding: .5rem 1rem; }
.refused { color: #c0392b; }
`;

/** A plain page that the server draws, without any script. */
export async function page({
  title,
  body,
  formsTo,
  status = 200,
}: {
  readonly title: string;
  readonly body: Markup;
  /** Where a form of the page may end up besides our own. */
  readonly formsTo?: URL;
  readonly status?: number;
}): Promise<Response> {
  const text = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/pages/style.css" />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
  return new Response(String(text), {
    status,
    headers: { ...HEADERS, "content-security-policy": policyFor(formsTo) },
  });
}

/** What the pages load. */
export function pageRoutes(): Routes {
  return (app) => {
    app.get("/pages/style.css", (context) => context.body(STYLE, 200, { "content-type": "text/css; charset=utf-8" }));
  };
}
