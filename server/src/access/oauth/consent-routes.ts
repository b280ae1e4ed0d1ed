import { LoopgateError } from "@loopgate/contract";
import { z } from "zod";
import type { Routes } from "../../http/app.ts";
import { readForm } from "../../http/input.ts";
import { STATUS } from "../../http/problem.ts";
import type { Texts } from "../../texts/index.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Membership, Tenants } from "../accounts/tenants.ts";
import type { Callers } from "../callers.ts";
import type { Limits } from "../limits.ts";
import type { AccountPrincipal } from "../principal.ts";
import { readAuthorizationRequest, type AuthorizationRequest } from "./authorization-request.ts";
import type { Clients } from "./clients.ts";
import { consentPage, continuePage, refusedPage, shownDigest, signInPage } from "./consent-page.ts";
import type { Connections } from "./connections.ts";
import { issuerOf, PATHS } from "./metadata.ts";
import { answerAt, placeOf } from "./redirects.ts";
import { OAuthRefusal } from "./refusal.ts";

const LONGEST_QUERY = 8_000;
const Query = z.string().max(LONGEST_QUERY);
const SignInForm = z.strictObject({
  request: Query,
  username: z.string().min(1).max(256),
  password: z.string().min(1).max(1024),
});
const ConsentForm = z.strictObject({
  request: Query,
  shown: z.string().max(64),
  tenant: z.string().max(100),
  decision: z.enum(["allow", "deny"]),
});

/** The pages on which a person lets a client in: signing in, the question, the answer. Nothing is ever answered without the person. */
export function consentRoutes(parts: {
  readonly callers: Pick<Callers, "account" | "stranger">;
  readonly accounts: Pick<Accounts, "signIn">;
  readonly tenants: Pick<Tenants, "membershipsOf">;
  readonly clients: Clients;
  readonly connections: Pick<Connections, "create">;
  readonly limits: Limits;
  readonly url: () => URL;
  readonly resource: () => string;
  readonly texts: Texts["consent"];
}): Routes {
  const { callers, accounts, tenants, clients, connections, limits, url, resource, texts } = parts;

  /** Only by the cookie: a program that holds a token lets nobody in. */
  async function signedIn(request: Request): Promise<AccountPrincipal | undefined> {
    return callers.account(request, { in: "browser" }).catch((error: unknown) => {
      if (error instanceof LoopgateError && error.code === "sign_in_required") return undefined;
      throw error;
    });
  }

  /** Read once somebody is signed in: until then nothing is fetched for anybody. */
  async function read(query: string, { accountId }: AccountPrincipal): Promise<AuthorizationRequest> {
    limits.spend("consent", accountId);
    return readAuthorizationRequest(query, { clients, issuer: issuerOf(url()), resource: resource() });
  }

  /** Where the account may let agents in: where it could make a key for them. */
  async function placesOf({ accountId }: AccountPrincipal): Promise<readonly Membership[]> {
    const memberships = await tenants.membershipsOf(accountId);
    const places = memberships.filter(({ role }) => role === "owner" || role === "admin");
    if (places.length === 0)
      throw new LoopgateError("role_too_low", "An owner or admin of the tenant may let programs in.");
    return places;
  }

  async function question(query: string, account: AccountPrincipal, asked: AuthorizationRequest, changed = false) {
    const { username } = account;
    return consentPage({ asked, query, username, tenants: await placesOf(account), changed, texts });
  }

  function answer({ redirect, state }: AuthorizationRequest, told: Readonly<Record<string, string>>): Response {
    const location = answerAt(redirect, { ...told, state, iss: issuerOf(url()) }).href;
    return new Response(null, { status: 303, headers: { location } });
  }

  return (app) => {
    app.get(PATHS.authorize, (context) =>
      asPage(texts, async () => {
        const request = context.req.raw;
        callers.stranger(request);
        const query = new URL(request.url).search.slice(1);
        if (query.length > LONGEST_QUERY) throw new OAuthRefusal("invalid_request", "The request is too long.");
        const account = await signedIn(request);
        if (account) return question(query, account, await read(query, account));
        if (request.headers.get("sec-fetch-site") === "cross-site") return continuePage({ query, texts });
        return signInPage({ query, place: claimedPlace(query), status: 200, texts });
      }),
    );
    app.post(PATHS.signIn, (context) =>
      asPage(texts, async () => {
        const request = context.req.raw;
        callers.stranger(request);
        const { request: query, username, password } = await readForm(request, SignInForm);
        limits.signIn(request, username);
        try {
          const { cookie } = await accounts.signIn(username, password);
          const location = `${PATHS.authorize}?${new URLSearchParams(query).toString()}`;
          return new Response(null, { status: 303, headers: { location, "set-cookie": cookie } });
        } catch (error) {
          if (!(error instanceof LoopgateError) || error.code !== "sign_in_failed") throw error;
          const status = STATUS[error.code];
          return signInPage({ query, place: claimedPlace(query), refusal: error.message, status, texts });
        }
      }),
    );
    app.post(PATHS.authorize, (context) =>
      asPage(texts, async () => {
        const request = context.req.raw;
        const account = await callers.account(request, { in: "browser" });
        const { request: query, shown, tenant, decision } = await readForm(request, ConsentForm);
        const asked = await read(query, account);
        if (decision === "deny")
          return answer(asked, { error: "access_denied", error_description: "The person said no." });
        if (shown !== shownDigest(asked)) return question(query, account, asked, true);
        const place = (await placesOf(account)).find(({ tenantId }) => tenantId === tenant);
        if (!place) throw new LoopgateError("role_too_low", "You may let nobody into this tenant.");
        return answer(asked, { code: await connections.create(place.tenantId, account.accountId, asked) });
      }),
    );
  };
}

function claimedPlace(query: string): string {
  const redirect = URL.parse(new URLSearchParams(query).get("redirect_uri") ?? "");
  return redirect ? placeOf(redirect) : "?";
}

/** A refusal as a page: a person reads it. */
async function asPage(texts: Texts["consent"], work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OAuthRefusal)
      return refusedPage({ message: error.message, status: 400, tell: error.tell, texts });
    if (!(error instanceof LoopgateError)) throw error;
    const message = [error.message, ...error.fields.map(({ path, message: wrong }) => `${path} ${wrong}.`)].join(" ");
    return refusedPage({ message, status: STATUS[error.code], tell: undefined, texts });
  }
}
