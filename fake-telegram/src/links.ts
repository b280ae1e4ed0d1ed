/**
 * What Telegram takes for a link (td LinkManager.cpp check_link): http, https, tg and ton, http where no scheme is
 * given, and a host with a dot in it; so a link to http://localhost:8080 is refused on a button and dropped from a text.
 */
export function checkLink(link: string): { url: string; reason?: undefined } | { url?: undefined; reason: string } {
  const trimmed = link.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === "tg" || scheme === "ton") return { url: trimmed };
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") return { reason: "Unsupported URL protocol" };
  const url = scheme === undefined ? `http://${trimmed}` : trimmed;
  if (!URL.canParse(url)) return { reason: "Wrong HTTP URL" };
  const { hostname } = new URL(url);
  return hostname.includes(".") || hostname.startsWith("[") ? { url } : { reason: "Wrong HTTP URL" };
}
