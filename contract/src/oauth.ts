import { z } from "zod";
import { Scope } from "./accounts.ts";
import { Id, Time } from "./ids.ts";

/** What the access token of a client begins with that was let in by OAuth. */
export const ACCESS_TOKEN_PREFIX = "lk_oat_";

/** RFC 9728: what a client of `/mcp` reads after its 401. */
export const ProtectedResource = z
  .object({
    resource: z.string(),
    resource_name: z.string(),
    authorization_servers: z.array(z.string()),
    bearer_methods_supported: z.array(z.string()),
    scopes_supported: z.array(Scope),
  })
  .meta({ id: "ProtectedResource" });

/** RFC 8414: what it reads then. */
export const AuthorizationServer = z
  .object({
    issuer: z.string(),
    authorization_endpoint: z.string(),
    token_endpoint: z.string(),
    revocation_endpoint: z.string(),
    registration_endpoint: z.string().optional().meta({ description: "Only where OAUTH_REGISTRATION is on" }),
    scopes_supported: z.array(Scope),
    response_types_supported: z.tuple([z.literal("code")]),
    response_modes_supported: z.tuple([z.literal("query")]),
    grant_types_supported: z.array(z.string()),
    token_endpoint_auth_methods_supported: z.tuple([z.literal("none")]),
    revocation_endpoint_auth_methods_supported: z.tuple([z.literal("none")]),
    code_challenge_methods_supported: z.tuple([z.literal("S256")]),
    authorization_response_iss_parameter_supported: z.literal(true),
    client_id_metadata_document_supported: z.literal(true),
  })
  .meta({ id: "AuthorizationServer" });
export type AuthorizationServer = z.infer<typeof AuthorizationServer>;

/** RFC 7591. Fields that Loopgate has no use for are ignored, as the RFC asks. */
export const RegisterClient = z
  .object({
    client_name: z.string().min(1).max(200).optional(),
    redirect_uris: z.array(z.string()).min(1).max(20),
  })
  .meta({ id: "RegisterClient" });

export const ClientRegistered = z
  .object({
    client_id: z.string(),
    client_id_issued_at: z.number().int(),
    client_name: z.string(),
    redirect_uris: z.array(z.string()),
    grant_types: z.array(z.string()),
    response_types: z.array(z.string()),
    token_endpoint_auth_method: z.literal("none"),
  })
  .meta({ id: "ClientRegistered" });

/** RFC 6749, 4.1.3 and 6, sent as a form. */
export const TokenRequest = z
  .object({
    grant_type: z.string().meta({ description: "authorization_code or refresh_token" }),
    client_id: z.string().min(1).max(2_048),
    code: z.string().max(200).optional(),
    redirect_uri: z.string().max(2_048).optional(),
    code_verifier: z.string().max(128).optional(),
    refresh_token: z.string().max(200).optional(),
    scope: z.string().max(500).optional(),
    resource: z.string().max(2_048).optional(),
  })
  .meta({ id: "TokenRequest" });

export const TokenIssued = z
  .object({
    access_token: z.string().meta({ description: "Opens /mcp, and nothing else" }),
    token_type: z.literal("Bearer"),
    expires_in: z.number().int().meta({ description: "Seconds" }),
    refresh_token: z.string().meta({ description: "Good for one use" }),
    scope: z.string(),
  })
  .meta({ id: "TokenIssued" });
export type TokenIssued = z.infer<typeof TokenIssued>;

/** RFC 7009, sent as a form. */
export const RevokeToken = z
  .object({ token: z.string().min(1).max(200), client_id: z.string().max(2_048).optional() })
  .meta({ id: "RevokeToken" });
export const TokenRevoked = z.object({}).meta({ id: "TokenRevoked" });

/** RFC 6749, 5.2. */
export const OAuthError = z.object({ error: z.string(), error_description: z.string() }).meta({ id: "OAuthError" });

/** A client that an account has let in by OAuth. */
export const Connection = z
  .object({
    id: Id,
    client_name: z.string().meta({ description: "What the client calls itself" }),
    client_id: z.string().meta({ description: "The name under which it asks" }),
    redirect_uri: z.string(),
    scopes: z.array(Scope),
    created_at: Time,
    last_used_at: Time.nullable(),
    is_active: z.boolean(),
  })
  .meta({ id: "Connection" });
export type Connection = z.infer<typeof Connection>;

export const ConnectionList = z.array(Connection).meta({ id: "ConnectionList" });
export const ConnectionRevoked = z
  .object({ message: z.literal("Connection revoked successfully") })
  .meta({ id: "ConnectionRevoked" });
