import { LoopgateError } from "@loopgate/contract";
import { literalAddress } from "../../http/public-address.ts";

/** For whom passkeys are made here (WebAuthn Level 3, 5.1.2): the host, and the one origin whose pages may use them. */
export type Party = { readonly id: string; readonly origin: string };

/** Undefined: browsers give no passkeys to pages at this address, for it has no HTTPS, or a number instead of a name. */
export function partyAt(url: URL): Party | undefined {
  const isHere = url.hostname === "localhost" || url.hostname.endsWith(".localhost");
  const isSafe = url.protocol === "https:" || isHere;
  return isSafe && literalAddress(url) === undefined ? { id: url.hostname, origin: url.origin } : undefined;
}

/** Throws `passkeys_need_https`. */
export function mustParty(url: URL): Party {
  const party = partyAt(url);
  if (party) return party;
  throw new LoopgateError(
    "passkeys_need_https",
    `Browsers give no passkeys to ${url.origin}. Set PUBLIC_URL to an https address with a host name, or open http://localhost on the machine itself.`,
  );
}
