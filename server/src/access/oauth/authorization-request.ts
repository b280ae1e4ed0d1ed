import { Scope } from "@loopgate/contract";
import { z } from "zod";
import { readPairs } from "../../http/input.ts";
import { agentName, type Clients, type OAuthClient } from "./clients.ts";
import { answerAt, matchesRedirect } from "./redirects.ts";
import { OAuthRefusal } from "./refusal.ts";

/** What a client asks a person for: a request for authorization whose every part was checked. */
export type AuthorizationRequest = {
  readonly client: OAuthClient;
  /** The name under which it will ask. */
  readonly clientId: string;
  readonly verified: boolean;
  readonly redirect: URL;
  readonly redirectUri: string;
  readonly scopes: readonly Scope[];
  readonly resource: string;
  readonly challenge: string;
  readonly state: string | undefined;
};

/** Whom to answer. Without these there is nobody to tell of a mistake but the person. */
const Whom = z.object({ client_id: z.string().min(1).max(2_048), redirect_uri: z.string().min(1).max(2_048) });
const What = z.object({
  response_type: z.string(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.string().optional(),
  scope: z.string().max(500).optional(),
  state: z.string().max(2_000).optional(),
  resource: z.string().max(2_048).optional(),
});

/**
 * Reads the query of an authorization request. Throws LoopgateError or OAuthRefusal; the latter says where the client may be told only once
 * the redirect is known to be the client's.
 */
export async function readAuthorizationRequest(
  query: string,
  { clients, issuer, resource }: { readonly clients: Clients; readonly issuer: string; readonly resource: string },
): Promise<AuthorizationRequest> {
  const pairs = new URLSearchParams(query);
  const { client_id: id, redirect_uri: redirectUri } = readPairs(pairs, Whom);
  const client = await clients.find(id);
  if (!matchesRedirect(client.redirectUris, redirectUri))
    throw new OAuthRefusal(
      "invalid_request",
      "The redirect_uri is none that the client has named. It must be the same to the letter.",
    );
  const redirect = new URL(redirectUri);
  const asked = readPairs(pairs, What);
  const refuse = (code: OAuthRefusal["code"], message: string): never => {
    const tell = answerAt(redirect, { error: code, error_description: message, state: asked.state, iss: issuer });
    throw new OAuthRefusal(code, message, { tell });
  };
  if (asked.response_type !== "code") refuse("invalid_request", "The response_type must be code.");
  if (asked.code_challenge_method !== "S256") refuse("invalid_request", "The code_challenge_method must be S256.");
  const challenge = asked.code_challenge ?? "";
  if (!/^[\w-]{43}$/.test(challenge)) refuse("invalid_request", "The code_challenge must be a SHA-256 in base64url.");
  if ((asked.resource ?? resource) !== resource) refuse("invalid_target", `The resource here is ${resource}.`);
  const scopes = scopesOf(asked.scope, Scope.options);
  if (!scopes) return refuse("invalid_scope", `The scopes are ${Scope.options.join(", ")}.`);
  return {
    client,
    ...agentName(client, redirect),
    redirect,
    redirectUri,
    scopes,
    resource,
    challenge,
    state: asked.state,
  };
}

/** The scopes that are named, of those that may be; all of them where none is named. Undefined: one is none of them. */
export function scopesOf(scope: string | undefined, allowed: readonly Scope[]): readonly Scope[] | undefined {
  const named = (scope ?? "").split(" ").filter((word) => word !== "");
  if (named.length === 0) return allowed;
  const known = allowed.filter((each) => named.includes(each));
  return named.every((word) => known.some((each) => each === word)) ? known : undefined;
}
