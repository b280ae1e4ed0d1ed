import { createHash } from "node:crypto";
import { visible, type Scope } from "@loopgate/contract";
import { html } from "hono/html";
import { page } from "../../http/page.ts";
import type { Texts } from "../../texts/index.ts";
import type { Membership } from "../accounts/tenants.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { PATHS } from "./metadata.ts";
import { isOnDevice, placeOf } from "./redirects.ts";

type Words = Texts["consent"];

/** What a person is shown, as one number: the yes is to this and nothing else. */
export function shownDigest({ client, clientId, redirectUri, scopes }: AuthorizationRequest): string {
  return createHash("sha256")
    .update(JSON.stringify([client.id, client.name, clientId, redirectUri, scopes]))
    .digest("hex");
}

/** Asks the person. `query` is the client's request as it came, and goes along with the answer. */
export function consentPage({
  asked,
  query,
  username,
  tenants,
  changed,
  texts,
}: {
  readonly asked: AuthorizationRequest;
  readonly query: string;
  readonly username: string;
  readonly tenants: readonly Membership[];
  readonly changed: boolean;
  readonly texts: Words;
}): Promise<Response> {
  const { client, clientId, redirect, scopes } = asked;
  const [only] = tenants;
  return page({
    title: texts.title,
    formsTo: redirect,
    body: html`
      ${changed ? html`<p class="refused" role="alert">${texts.changed}</p>` : ""}
      <p>${texts.asks(visible(client.name).text)}</p>
      <p>${client.host === undefined ? texts.claimed : texts.published(client.id)}</p>
      <p>${texts.goesTo} <strong>${placeOf(redirect)}</strong>. ${isOnDevice(redirect) ? texts.onDevice : ""}</p>
      <p>${texts.shownAs} <strong>${clientId}</strong>.</p>
      <p>${texts.may}</p>
      <ul>
        ${scopes.map((scope: Scope) => html`<li>${texts.scopes[scope]}</li>`)}
      </ul>
      <p>${texts.never}</p>
      <p>${texts.signedInAs(username)}</p>
      <form method="post" action="${PATHS.authorize}">
        <input type="hidden" name="request" value="${query}" />
        <input type="hidden" name="shown" value="${shownDigest(asked)}" />
        ${
          tenants.length === 1 && only
            ? html`<input type="hidden" name="tenant" value="${only.tenantId}" />`
            : html`<label for="tenant">${texts.tenant}</label>
                <select id="tenant" name="tenant">
                  ${tenants.map(({ tenantId, name }) => html`<option value="${tenantId}">${name}</option>`)}
                </select>`
        }
        <button name="decision" value="allow">${texts.allow}</button>
        <button name="decision" value="deny">${texts.deny}</button>
      </form>
    `,
  });
}

/** For whoever comes without the cookie of a sign-in. */
export function signInPage({
  query,
  place,
  refusal,
  status,
  texts,
}: {
  readonly query: string;
  /** Where the browser would go, as the request says; it was not checked yet. */
  readonly place: string;
  readonly refusal?: string | undefined;
  readonly status: number;
  readonly texts: Words;
}): Promise<Response> {
  return page({
    title: texts.signInTitle,
    status,
    body: html`
      <p>${texts.signInExplain(visible(place).text)}</p>
      ${refusal === undefined ? "" : html`<p class="refused" role="alert">${refusal}</p>`}
      <form method="post" action="${PATHS.signIn}">
        <input type="hidden" name="request" value="${query}" />
        <label for="username">${texts.username}</label>
        <input id="username" name="username" required autocomplete="username" />
        <label for="password">${texts.password}</label>
        <input id="password" name="password" type="password" required autocomplete="current-password" />
        <button>${texts.signIn}</button>
      </form>
    `,
  });
}

/** A browser that follows a link of another site leaves our strict cookie at home; it brings it along from a page of ours. */
export function continuePage({ query, texts }: { readonly query: string; readonly texts: Words }): Promise<Response> {
  return page({
    title: texts.continueTitle,
    body: html`
      <p>${texts.continueExplain}</p>
      <p><a href="${`${PATHS.authorize}?${query}`}">${texts.continue}</a></p>
    `,
  });
}

/** A refusal. Nobody is sent anywhere by it; where the client may be told, the person can go there. */
export function refusedPage({
  message,
  status,
  tell,
  texts,
}: {
  readonly message: string;
  readonly status: number;
  readonly tell: URL | undefined;
  readonly texts: Words;
}): Promise<Response> {
  return page({
    title: texts.refusedTitle,
    status,
    body: html`
      <p class="refused" role="alert">${message}</p>
      ${tell === undefined ? "" : html`<p><a href="${tell.href}">${texts.tell(placeOf(tell))}</a></p>`}
    `,
  });
}
