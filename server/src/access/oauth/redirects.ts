import { isPublicAddress, literalAddress } from "../../http/public-address.ts";

/** Hosts of the person's own machine. */
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
const LONGEST = 1_000;
/** What the answer adds; an address that has one of them already could not be told apart from an answer. */
const ANSWERS = ["code", "state", "iss", "error"];
/** Programs take addresses of a scheme of their own: one with a dot (RFC 8252, 7.1), or that of a known editor. */
const OWN_SCHEME = /^([a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+|cursor):$/;
/** What a name or an address is made of; anything else has no place in a policy of the page that asks. */
const HOST = /^(\[[0-9a-f:.]+\]|[\w.-]+)$/;
const PORT = /^(http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])):\d{1,5}(?=[/?]|$)/;

/** Whether a client may be answered at this address: https, this machine, or a program's own scheme. */
export function isRedirect(text: string): boolean {
  if (text.length > LONGEST || !/^[\x21-\x7e]+$/.test(text) || text.includes("#") || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return false;
  if (ANSWERS.some((name) => url.searchParams.has(name))) return false;
  return (url.protocol === "https:" && HOST.test(url.hostname)) || isLoopback(url) || OWN_SCHEME.test(url.protocol);
}

/** To the letter; but where loopback is registered without a port, any port is that client's (RFC 8252, 7.3). */
export function matchesRedirect(registered: readonly string[], asked: string): boolean {
  if (!isRedirect(asked)) return false;
  return registered.includes(asked) || (PORT.test(asked) && registered.includes(asked.replace(PORT, "$1")));
}

/** Whether what is sent there stays on the person's device. */
export function isOnDevice({ protocol, hostname }: URL): boolean {
  return protocol !== "https:" || LOOPBACK.includes(hostname) || hostname.endsWith(".localhost");
}

/** Whether the address is one of many that are written so: that of a device, or of a net of somebody's own. */
export function isNobodysOwn(redirect: URL): boolean {
  const literal = literalAddress(redirect);
  return isOnDevice(redirect) || (literal !== undefined && !isPublicAddress(literal));
}

/** How the address is told to the person: its host, or the scheme of the program that takes it. */
export function placeOf(redirect: URL): string {
  return redirect.protocol === "https:" || redirect.protocol === "http:" ? redirect.host : redirect.protocol;
}

/** The address with the answer; parameters that it has stay. */
export function answerAt(redirect: URL, answer: Readonly<Record<string, string | undefined>>): URL {
  const url = new URL(redirect);
  for (const [name, value] of Object.entries(answer)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && LOOPBACK.includes(hostname);
}
