import { Scope } from "@loopgate/contract";
import type { Routes } from "../http/app.ts";
import { issuerOf } from "./oauth/metadata.ts";

/** RFC 9728, 3.1: the well-known path goes before the path of what it describes. */
const WELL_KNOWN = "/.well-known/oauth-protected-resource";
const RESOURCE = "/mcp";

/** The resource's own name for itself, which a token must be given for (RFC 8707). */
export function resourceOf(base: URL): string {
  return new URL(RESOURCE, base).href;
}

/** What a 401 of `/mcp` says, so that a client finds out how it would be let in (RFC 9728, 5.1). */
export function mcpChallenge(base: URL): string {
  return `Bearer resource_metadata="${new URL(`${WELL_KNOWN}${RESOURCE}`, base).href}"`;
}

/** Where the client looks then. */
export function resourceMetadataRoutes({ url }: { readonly url: () => URL }): Routes {
  return (app) => {
    app.get(`${WELL_KNOWN}${RESOURCE}`, (context) =>
      context.json({
        resource: resourceOf(url()),
        resource_name: "Loopgate",
        authorization_servers: [issuerOf(url())],
        bearer_methods_supported: ["header"],
        scopes_supported: Scope.options,
      }),
    );
  };
}
