import { LoopgateError } from "@loopgate/contract";
import { html } from "hono/html";
import type { Routes } from "../../http/app.ts";
import { signOfProxy } from "../../http/origin.ts";
import { page } from "../../http/page.ts";
import type { Texts } from "../../texts/index.ts";
import { readBuiltSite } from "./site-files.ts";

/** One file of the built page, with the forms of it that were compressed when it was built. */
export type SiteFile = {
  readonly type: string;
  readonly etag: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly packed: Readonly<Partial<Record<"br" | "gzip", Uint8Array<ArrayBuffer>>>>;
};

/** By the path at which it is asked for: `/index.html`, `/assets/….js`. */
export type SiteFiles = ReadonlyMap<string, SiteFile>;

/** Every address to which the page itself knows the way: each is the same document. */
const SCREENS = [
  "/",
  "/r/:id",
  "/history",
  "/people",
  "/agents",
  "/settings",
  "/welcome",
  "/register",
  // Whoever is led to one of these brings the code behind the #, which no server sees.
  "/owner",
  "/join",
  "/link",
];
/** Files with a name of their own; that of any other holds its digest. */
export const NAMED = [
  "/theme.js",
  "/sw.js",
  "/manifest.webmanifest",
  "/icon.svg",
  "/icon-192.png",
  "/icon-512.png",
  "/icon-maskable-512.png",
  "/apple-touch-icon.png",
  "/badge-96.png",
];

/** Nothing inline, nothing from elsewhere; no text becomes markup or a script (Trusted Types), but by the policy `loopgate`. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types loopgate",
].join("; ");

const FOR_EVER = "public, max-age=31536000, immutable";
const ASK_AGAIN = "no-cache";

/** The web inbox: as it is given, else as it was built. Where nobody has built it, each of its screens says how to. */
export function siteRoutes({
  site = readBuiltSite(),
  texts,
}: {
  readonly site?: SiteFiles | undefined;
  readonly texts: Texts["site"];
}): Routes {
  const document = site?.get("/index.html");
  const screen = (request: Request) =>
    byName(request) ?? (document ? answer(request, document, ASK_AGAIN) : notBuilt(texts));
  const file = (request: Request, caching: string) => {
    const found = site?.get(new URL(request.url).pathname);
    if (found === undefined) throw new LoopgateError("not_found", "The page has changed; load it again.");
    return answer(request, found, caching);
  };
  return (app) => {
    for (const path of SCREENS) app.get(path, (context) => screen(context.req.raw));
    for (const path of NAMED) app.get(path, (context) => file(context.req.raw, ASK_AGAIN));
    app.get("/assets/:name", (context) => file(context.req.raw, FOR_EVER));
    // A person who mistyped an address is told so by the page, and a program by a problem.
    app.get("*", (context, next) => {
      const isPerson = (context.req.header("accept") ?? "").includes("text/html");
      return isPerson && document ? answer(context.req.raw, document, ASK_AGAIN, 404) : next();
    });
  };
}

/**
 * A passkey is bound to a name, which 127.0.0.1 is not (Web Authentication, 5.1.2): on this machine the page lives at localhost.
 * Behind a proxy the Host is somebody else's, and stays.
 */
function byName(request: Request): Response | undefined {
  const byNumber = /^127\.0\.0\.1(?<port>:\d+)?$/.exec(request.headers.get("host") ?? "");
  if (byNumber === null || signOfProxy(request) !== undefined) return undefined;
  const { port = "" } = byNumber.groups ?? {};
  const { pathname, search } = new URL(request.url);
  return new Response(null, { status: 307, headers: { location: `http://localhost${port}${pathname}${search}` } });
}

function answer(request: Request, { type, etag, plain, packed }: SiteFile, caching: string, status = 200): Response {
  const headers = new Headers({
    "content-security-policy": POLICY,
    "cache-control": caching,
    vary: "Accept-Encoding",
    etag,
  });
  if (status === 200 && request.headers.get("if-none-match") === etag)
    return new Response(null, { status: 304, headers });
  headers.set("content-type", type);
  const taken = request.headers.get("accept-encoding") ?? "";
  const encoding = (["br", "gzip"] as const).find((each) => packed[each] && new RegExp(`\\b${each}\\b`).test(taken));
  if (encoding) headers.set("content-encoding", encoding);
  return new Response((encoding && packed[encoding]) ?? plain, { status, headers });
}

function notBuilt(texts: Texts["site"]): Promise<Response> {
  return page({
    title: texts.title,
    status: 503,
    body: html`<p>${texts.notBuilt}</p>
      <p><code>npm run build</code></p>`,
  });
}
