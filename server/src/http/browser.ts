import { isGuest, type Reach } from "./origin.ts";

/** Of an answer that is no page: it may load nothing, be framed nowhere, send no form. A page brings its own, as strict. */
const POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const DEFENCES: Readonly<Record<string, string>> = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
};
const TWO_YEARS = 63_072_000;

/** Headers for every answer: what a browser must not do with it. Those that a route has set stay. */
export function defend(headers: Headers, { origins, guests = [] }: Reach): void {
  for (const [name, value] of Object.entries(DEFENCES)) if (!headers.has(name)) headers.set(name, value);
  headers.set("cross-origin-resource-policy", guests.length > 0 ? "cross-origin" : "same-origin");
  if (origins.some((origin) => origin.startsWith("https:")))
    headers.set("strict-transport-security", `max-age=${TWO_YEARS}`);
}

/** Lets a page of a named origin read the answer. Never with a cookie: such a page brings an API key. */
export function admitGuest(request: Request, headers: Headers, reach: Reach): void {
  if ((reach.guests ?? []).length === 0) return;
  headers.append("vary", "Origin");
  const origin = request.headers.get("origin");
  if (origin === null || !isGuest(origin, reach)) return;
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-expose-headers", "Retry-After, WWW-Authenticate, Mcp-Session-Id");
}

/** A browser asks before it lets a page of another origin send (Fetch, 4.8). */
export function isPreflight({ method, headers }: Request, reach: Reach): boolean {
  const origin = headers.get("origin");
  return (
    method === "OPTIONS" && origin !== null && headers.has("access-control-request-method") && isGuest(origin, reach)
  );
}

export const PREFLIGHT = {
  "access-control-allow-methods": "GET, POST, DELETE",
  "access-control-allow-headers":
    "Authorization, X-API-Key, Content-Type, Idempotency-Key, X-Loopgate-Tenant, Mcp-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id, Last-Event-Id",
  "access-control-max-age": "600",
};
