import { LoopgateError } from "@loopgate/contract";
import { z } from "zod";
import type { Outgoing } from "../../http/outgoing.ts";
import { parseStrictJson } from "../../http/strict-json.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { OAuthClient } from "./clients.ts";
import { isRedirect } from "./redirects.ts";
import { OAuthRefusal } from "./refusal.ts";

const KEPT_MS: Millis = 300_000;
const MOST_KEPT = 500;
const MOST_BYTES = 16 * 1024;
const WITHIN_MS: Millis = 5_000;

/** draft-ietf-oauth-client-id-metadata-document; what it holds besides is nothing to us. */
const ClientDocument = z.object({
  client_id: z.string(),
  client_name: z.string().min(1).max(200).optional(),
  redirect_uris: z.array(z.string()).min(1).max(50),
  token_endpoint_auth_method: z.literal("none", "must be none").optional(),
  client_secret: z.undefined("must not be there").optional(),
});

/** Clients whose `client_id` is the address of a document that describes them; each is fetched at most once in five minutes. */
export function createClientDocuments({ outgoing, clock }: { readonly outgoing: Outgoing; readonly clock: Clock }) {
  const kept = new Map<string, { readonly client: Promise<OAuthClient>; readonly until: Millis }>();

  async function read(url: URL): Promise<OAuthClient> {
    const call = { url, method: "GET", mostBytes: MOST_BYTES, withinMs: WITHIN_MS } as const;
    const { status, headers, body } = await outgoing.send({ ...call, headers: { accept: "application/json" } });
    if (status !== 200) throw wrong(`answers ${status}, not 200`);
    if (!/^application\/([\w.-]+\+)?json\b/i.test(String(headers["content-type"] ?? ""))) throw wrong("is no JSON");
    const parsed = ClientDocument.safeParse(parseStrictJson(body.toString("utf8")));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw wrong(`has a bad ${issue?.path.join(".") || "form"}: ${issue?.message ?? ""}`);
    }
    const { client_id: id, client_name: name, redirect_uris: redirectUris } = parsed.data;
    if (id !== url.href) throw wrong("names another client_id than its own address");
    return { id, name: name ?? url.hostname, redirectUris: redirectUris.filter(isRedirect), host: url.hostname };
  }

  return {
    /** Throws OAuthRefusal `invalid_client`. */
    async find(clientId: string): Promise<OAuthClient> {
      const url = documentAddress(clientId);
      const now = clock.now();
      const known = kept.get(clientId);
      if (known && known.until > now) return known.client;
      const client = read(url).catch((error: unknown) => {
        kept.delete(clientId);
        throw asRefusal(error);
      });
      kept.delete(clientId);
      kept.set(clientId, { client, until: now + KEPT_MS });
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value ?? clientId);
      return client;
    },
  };
}

/** An https address with a path, written as the one that it means, so that two spellings are not two clients. */
function documentAddress(clientId: string): URL {
  const url = URL.parse(clientId);
  const isOne =
    url?.protocol === "https:" &&
    url.href === clientId &&
    url.pathname !== "/" &&
    url.hash === "" &&
    url.username === "" &&
    url.password === "";
  if (isOne) return url;
  throw new OAuthRefusal(
    "invalid_client",
    "The client_id must be the https address of a document that describes the client.",
  );
}

function wrong(what: string): OAuthRefusal {
  return new OAuthRefusal("invalid_client", `The document at the client_id ${what}.`);
}

/** What went wrong on the way is not told: it would say which names there are here, and what can be reached. */
function asRefusal(error: unknown): OAuthRefusal {
  if (error instanceof OAuthRefusal) return error;
  if (error instanceof LoopgateError) return wrong("is not the JSON that Loopgate takes");
  const message = "The document at the client_id cannot be read. It must be at port 443 of a public address.";
  return new OAuthRefusal("invalid_client", message, { cause: error });
}
