import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../kit/clock.ts";
import type { OAuthClient } from "./clients.ts";
import { isRedirect } from "./redirects.ts";
import { OAuthRefusal } from "./refusal.ts";

/** Clients that registered themselves. The `client_id` holds all that they said, signed, so nothing is stored (RFC 7591, A.5.2). */
export type Registrations = {
  /** Throws OAuthRefusal. */
  register(metadata: { readonly name: string; readonly redirectUris: readonly string[] }): {
    readonly client: OAuthClient;
    /** Seconds since 1970. */
    readonly issuedAt: number;
  };
  /** Undefined: it is no registration of ours. */
  read(clientId: string): OAuthClient | undefined;
};

const PREFIX = "lgc_";
const LONGEST_ID = 2_000;

export function createRegistrations({
  key,
  clock,
}: {
  readonly key: Buffer;
  readonly clock: Pick<Clock, "now">;
}): Registrations {
  const sealOf = (text: string) => createHmac("sha256", key).update(text).digest();

  return {
    register({ name, redirectUris }) {
      const bad = redirectUris.find((uri) => !isRedirect(uri));
      if (bad !== undefined)
        throw new OAuthRefusal(
          "invalid_redirect_uri",
          "Use https, http on localhost, or a scheme of the program's own.",
        );
      const issuedAt = Math.floor(clock.now() / 1000);
      const text = Buffer.from(JSON.stringify([issuedAt, name, ...redirectUris])).toString("base64url");
      const id = `${PREFIX}${text}.${sealOf(text).toString("base64url")}`;
      if (id.length > LONGEST_ID)
        throw new OAuthRefusal("invalid_client_metadata", "Register fewer or shorter addresses.");
      return { client: { id, name, redirectUris, host: undefined }, issuedAt };
    },
    read(clientId) {
      if (!clientId.startsWith(PREFIX)) return undefined;
      const [text = "", seal = "", ...more] = clientId.slice(PREFIX.length).split(".");
      const given = Buffer.from(seal, "base64url");
      const right = sealOf(text);
      if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      const [, name = "", ...redirectUris] = JSON.parse(Buffer.from(text, "base64url").toString()) as [
        number,
        ...string[],
      ];
      return { id: clientId, name, redirectUris, host: undefined };
    },
  };
}
