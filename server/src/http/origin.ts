import { LoopgateError } from "@loopgate/contract";
import { isOldHttp } from "./peer.ts";

export type Reach = {
  /** Host names (without port) that this server answers to besides loopback. */
  readonly hosts: readonly string[];
  /** Origins besides those of loopback's own pages. */
  readonly origins: readonly string[];
  /** The port that is listened on; asked for each call, since port 0 is settled late. */
  port(): number;
  /** True where others than this machine are served, so that a proxy may stand in front and say whom it forwards for. */
  readonly proxied: boolean;
  /** Origins whose pages may call, besides our own. They are never let in by a cookie. */
  readonly guests?: readonly string[];
};

/** By whom this server can be called, given where it listens and what stands in front of it. */
export function reachOf(
  setting: {
    readonly host: string;
    readonly publicUrl: URL | undefined;
    readonly mode: "local" | "served";
    readonly auth: "auto" | "none" | "keys";
    readonly allowedOrigins: readonly string[];
  },
  port: () => number,
): Reach {
  const { host, publicUrl, mode, auth, allowedOrigins } = setting;
  return {
    hosts: [host, ...(publicUrl ? [publicUrl.hostname] : [])].map((name) => name.toLowerCase()),
    origins: publicUrl ? [publicUrl.origin] : [],
    port,
    proxied: mode === "served" || auth === "none",
    guests: allowedOrigins,
  };
}

/** Pages to which another site may lead a person. They show, and change nothing. */
const LED_TO = /^\/(oauth\/authorize|r\/[\w-]+|history|people|agents|settings|welcome|register|owner|join|link)?$/;
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
/** What proxies, content networks and tunnels add of themselves. */
const FORWARDING =
  /^(forwarded|via|x-forwarded(-.+)?|x-original-.+|x-real-ip|(x|true)-client-ip|x-cluster-client-ip|x-envoy-.+|x-amzn-.+|x-azure-.+|cf-.+|cdn-loop|fastly-.+|fly-.+|ngrok-.+|tailscale-.+)$/i;

/**
 * Refuses calls that a page of another site could have made: a Host that is not ours (DNS rebinding), an Origin that is
 * not ours, or a call without a credential that came through a proxy to a server that trusts its own machine.
 */
export function checkReach(request: Request, reach: Reach): void {
  checkHost(request.headers.get("host"), reach);
  checkOrigin(request, reach);
  if (!reach.proxied) checkForwarding(request);
}

function checkHost(host: string | null, reach: Reach): void {
  const name = /^(\[[0-9a-fA-F:.]+\]|[^:/@\s]+)(?::\d{1,5})?$/.exec(host ?? "")?.[1]?.toLowerCase();
  const bare = name?.replace(/^\[|\]$/g, "");
  if (name !== undefined && [...LOOPBACK, ...reach.hosts].some((own) => own === name || own === bare)) return;
  throw new LoopgateError(
    "host_not_allowed",
    "Call Loopgate by localhost, by 127.0.0.1, or by the host of PUBLIC_URL.",
  );
}

/** A browser sends Origin with every call that another site's page makes; other clients send none. */
function checkOrigin(request: Request, reach: Reach): void {
  const { headers, method } = request;
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  const isForeign =
    (site === "cross-site" && !isLed(request)) || (site === "same-site" && method !== "GET" && method !== "HEAD");
  if (origin === null ? !isForeign : isOwn(origin, reach) || (isGuest(origin, reach) && !leads(request))) return;
  throw new LoopgateError("origin_not_allowed", "Only Loopgate's own pages may call it from a browser.");
}

/** Whether the page does not call, but takes the person along: a form of ours, filled in by others, signs in as them. */
function leads({ headers }: Request): boolean {
  return headers.get("sec-fetch-mode") === "navigate";
}

/** Whether a person follows a link or a redirect, in a window of its own, to a page that may be led to (Fetch metadata). */
function isLed({ headers, method, url }: Request): boolean {
  const isWindow = headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "document";
  return isWindow && method === "GET" && LED_TO.test(new URL(url).pathname);
}

/** Whether the browser says that a page of our own makes this call; what sends neither header is no browser's page. */
export function isOwnPage(headers: Headers, reach: Reach): boolean {
  const origin = headers.get("origin");
  return origin === null ? headers.get("sec-fetch-site") === "same-origin" : isOwn(origin, reach);
}

/** Whether the browser says that a page of another origin, a neighbouring one too, or a link led to this call. */
export function isFromElsewhere(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  return site !== null && site !== "same-origin";
}

/** Whether pages of this origin may call besides our own (ALLOWED_ORIGINS). */
export function isGuest(origin: string, { guests = [] }: Reach): boolean {
  return guests.includes(origin);
}

function isOwn(origin: string, reach: Reach): boolean {
  return reach.origins.includes(origin) || LOOPBACK.some((name) => origin === `http://${name}:${reach.port()}`);
}

/**
 * What says that the call came through a proxy, if anything does. HTTP/1.0 does: nginx speaks it to what is behind it unless told
 * otherwise, and then adds no header.
 */
export function signOfProxy(request: Request): string | undefined {
  const header = [...request.headers.keys()].find((name) => FORWARDING.test(name));
  if (header !== undefined) return `The header ${header}`;
  return isOldHttp(request) ? "A call in HTTP/1.0" : undefined;
}

/** Whoever brings a credential is judged by that. */
function checkForwarding(request: Request): void {
  const sign = signOfProxy(request);
  if (sign === undefined || request.headers.has("authorization") || request.headers.has("x-api-key")) return;
  throw new LoopgateError(
    "key_required",
    `${sign} says that a proxy stands in front, so the caller is not known to be on this machine. Send an API key, call Loopgate directly, or set LOOPGATE_AUTH=none where the proxy lets only the right callers in.`,
  );
}
