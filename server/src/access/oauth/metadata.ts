import { Scope, type AuthorizationServer } from "@loopgate/contract";

/** The paths of OAuth. */
export const PATHS = {
  authorize: "/oauth/authorize",
  signIn: "/oauth/sign-in",
  token: "/oauth/token",
  revoke: "/oauth/revoke",
  register: "/oauth/register",
} as const;

/** Who issues: the server's origin, without a slash at the end (RFC 8414, 2; compared to the letter by RFC 9207). */
export function issuerOf(base: URL): string {
  return base.origin;
}

/** RFC 8414. It stands at the root, where clients of the oldest revision look too. */
export function authorizationServer(
  base: URL,
  { dynamicClients }: { readonly dynamicClients: boolean },
): AuthorizationServer {
  const at = (path: string) => new URL(path, base).href;
  return {
    issuer: issuerOf(base),
    authorization_endpoint: at(PATHS.authorize),
    token_endpoint: at(PATHS.token),
    revocation_endpoint: at(PATHS.revoke),
    ...(dynamicClients && { registration_endpoint: at(PATHS.register) }),
    scopes_supported: Scope.options,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    token_endpoint_auth_methods_supported: ["none"],
    revocation_endpoint_auth_methods_supported: ["none"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
  };
}
