/** Where browsers take their messages from: Chrome and its kin, Firefox, Edge on Windows, Safari. */
const PUSH_HOSTS = [
  "fcm.googleapis.com",
  "*.push.services.mozilla.com",
  "*.notify.windows.com",
  "web.push.apple.com",
] as const;

/** Whether a subscription may be sent to: an https address of a push service that is known. */
export type AllowsPush = (endpoint: URL) => boolean;

/** `more`: hosts besides the known ones (PUSH_HOSTS), with the port where it is not 443; `*.` stands for any name below. */
export function createAllowsPush(more: readonly string[]): AllowsPush {
  const hosts = [...PUSH_HOSTS, ...more];
  return ({ protocol, host, username, password }) =>
    protocol === "https:" &&
    username === "" &&
    password === "" &&
    hosts.some((allowed) => (allowed.startsWith("*.") ? host.endsWith(allowed.slice(1)) : host === allowed));
}
