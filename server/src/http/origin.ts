import { LoopgateError } from "@loopgate/contract";

export type Reach = {
  /** Host names (without port) that this server answers to besides loopback. */
  readonly hosts: readonly string[];
  /** Origins besides those of loopback's own pages. */
  readonly origins: readonly string[];
  /** The port that is listened on; asked for each call, since port 0 is settled late. */
  port(): number;
  /** True where something in front of Loopgate protects it, and may say whom it forwards for. */
  readonly proxied: boolean;
};

/** By whom this server can be called, given where it listens and what stands in front of it. */
export function reachOf(
  setting: { readonly host: string; readonly publicUrl: URL | undefined; readonly auth: "auto" | "none" },
  port: () => number,
): Reach {
  const { host, publicUrl, auth } = setting;
  return {
    hosts: [host, ...(publicUrl ? [publicUrl.hostname] : [])].map((name) => name.toLowerCase()),
    origins: publicUrl ? [publicUrl.origin] : [],
    port,
    proxied: auth === "none",
  };
}

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
const FORWARDING = /^(forwarded|x-forwarded-.+|x-real-ip|cf-.+|via)$/i;

/**
 * Refuses calls that a page of another site could have made: a Host that is not ours (DNS rebinding), an Origin that is
 * not ours, or a call that came through a proxy to a server that trusts its own machine.
 */
export function checkReach(request: Request, reach: Reach): void {
  checkHost(request.headers.get("host"), reach);
  checkOrigin(request.headers, reach);
  if (!reach.proxied) checkForwarding(request.headers);
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
function checkOrigin(headers: Headers, reach: Reach): void {
  const origin = headers.get("origin");
  const crossSite = origin === null && headers.get("sec-fetch-site") === "cross-site";
  if (!crossSite && (origin === null || isOwn(origin, reach))) return;
  throw new LoopgateError("origin_not_allowed", "Only Loopgate's own pages may call it from a browser.");
}

function isOwn(origin: string, reach: Reach): boolean {
  return reach.origins.includes(origin) || LOOPBACK.some((name) => origin === `http://${name}:${reach.port()}`);
}

function checkForwarding(headers: Headers): void {
  const forwarded = [...headers.keys()].find((name) => FORWARDING.test(name));
  if (forwarded === undefined) return;
  throw new LoopgateError(
    "key_required",
    `The header ${forwarded} says that a proxy stands in front, so the caller is not known to be on this machine. Call Loopgate directly, or set LOOPGATE_AUTH=none where the proxy lets only the right callers in.`,
  );
}
