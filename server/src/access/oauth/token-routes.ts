import { LoopgateError, RegisterClient, RevokeToken, TokenRequest } from "@loopgate/contract";
import type { z } from "zod";
import type { Routes } from "../../http/app.ts";
import { readBody, readForm } from "../../http/input.ts";
import type { Limits } from "../limits.ts";
import type { Clients } from "./clients.ts";
import type { Issuing } from "./issuing.ts";
import { authorizationServer, PATHS } from "./metadata.ts";
import { OAuthRefusal, type OAuthErrorCode } from "./refusal.ts";

type Asked = z.infer<typeof TokenRequest>;

/** What OAuth's clients call by themselves. */
export function tokenRoutes(parts: {
  readonly issuing: Issuing;
  readonly clients: Pick<Clients, "register">;
  readonly limits: Limits;
  readonly url: () => URL;
  /** Whether a client may register itself. */
  readonly dynamicClients: boolean;
}): Routes {
  const { issuing, clients, limits, url, dynamicClients } = parts;

  function issue(asked: Asked) {
    const { client_id: client, scope, resource, redirect_uri: redirectUri } = asked;
    switch (asked.grant_type) {
      case "authorization_code": {
        const [code, verifier] = [needed(asked, "code"), needed(asked, "code_verifier")];
        return issuing.exchange({ code, client, verifier, redirectUri, resource });
      }
      case "refresh_token":
        return issuing.refresh({ token: needed(asked, "refresh_token"), client, scope, resource });
      default:
        throw new OAuthRefusal("unsupported_grant_type", "Use authorization_code or refresh_token.");
    }
  }

  return (app) => {
    app.get("/.well-known/oauth-authorization-server", (context) =>
      context.json(authorizationServer(url(), { dynamicClients })),
    );
    app.post(PATHS.token, (context) =>
      asOAuth("invalid_request", async () => {
        const request = context.req.raw;
        try {
          return context.json(await issue(await readForm(request, TokenRequest)));
        } catch (error) {
          if (error instanceof OAuthRefusal && error.code === "invalid_grant") limits.spendFrom("guess", request);
          throw error;
        }
      }),
    );
    app.post(PATHS.revoke, (context) =>
      asOAuth("invalid_request", async () => {
        const request = context.req.raw;
        const { token, client_id: client } = await readForm(request, RevokeToken);
        if (!(await issuing.revoke(token, client))) limits.spendFrom("guess", request);
        return context.json({});
      }),
    );
    app.post(PATHS.register, (context) =>
      asOAuth("invalid_client_metadata", async () => {
        const request = context.req.raw;
        if (!dynamicClients)
          throw new LoopgateError(
            "registration_closed",
            "A client is known here by a client-id document, or where the server has OAUTH_REGISTRATION=on.",
          );
        limits.spendFrom("client registration", request);
        const { client_name: name = "client", redirect_uris: redirectUris } = await readBody(request, RegisterClient);
        const { client, issuedAt } = clients.register({ name, redirectUris });
        return context.json(
          {
            client_id: client.id,
            client_id_issued_at: issuedAt,
            client_name: client.name,
            redirect_uris: client.redirectUris,
            grant_types: ["authorization_code", "refresh_token"],
            response_types: ["code"],
            token_endpoint_auth_method: "none",
          },
          201,
        );
      }),
    );
  };
}

function needed(asked: Asked, name: "code" | "code_verifier" | "refresh_token"): string {
  return asked[name] ?? refuseMissing(name);
}

function refuseMissing(name: string): never {
  throw new OAuthRefusal("invalid_request", `The parameter ${name} is missing.`);
}

/** Refusals as OAuth tells them (RFC 6749, 5.2). What is none of its own is told as everywhere else. */
async function asOAuth(badInput: OAuthErrorCode, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OAuthRefusal) return told(error.code, error.message);
    if (error instanceof LoopgateError && INPUT.includes(error.code)) return told(badInput, sentences(error));
    throw error;
  }
}

const INPUT: readonly LoopgateError["code"][] = ["invalid_request", "invalid_json", "unsupported_media_type"];

function sentences({ message, fields }: LoopgateError): string {
  return [message, ...fields.map(({ path, message: wrong }) => `${path} ${wrong}.`)].join(" ");
}

function told(error: OAuthErrorCode, description: string): Response {
  const body = { error, error_description: description };
  return Response.json(body, { status: 400, headers: { pragma: "no-cache" } });
}
