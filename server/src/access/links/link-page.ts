import { LoopgateError, SignIn, type LinkStarted, type LinkStatus } from "@loopgate/contract";
import { html } from "hono/html";
import { z } from "zod";
import type { TenantId } from "../../gate/request.ts";
import type { Routes } from "../../http/app.ts";
import { readForm } from "../../http/input.ts";
import { page } from "../../http/page.ts";
import { STATUS } from "../../http/problem.ts";
import type { Texts } from "../../texts/index.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Tenants } from "../accounts/tenants.ts";
import type { Callers } from "../callers.ts";
import type { Fresh } from "../fresh.ts";
import type { Limits } from "../limits.ts";
import type { Links } from "./links.ts";
import type { StartsLink } from "./link-routes.ts";

const Start = z.strictObject({
  ...SignIn.omit({ browser_key: true }).shape,
  tenant: z.string().max(64).optional(),
  kind: z.enum(["person", "chat"]).optional(),
});

/** The page on which somebody links his Telegram account, or a chat: he signs in on it, so that nobody else can. */
export function linkPage(parts: {
  readonly callers: Pick<Callers, "account" | "stranger">;
  readonly accounts: Pick<Accounts, "signIn">;
  readonly tenants: Pick<Tenants, "membershipsOf">;
  readonly limits: Limits;
  readonly fresh: Pick<Fresh, "refusePassword">;
  readonly startsLink: StartsLink;
  readonly links: Pick<Links, "status" | "confirm">;
  readonly texts: Texts["linking"];
}): Routes {
  const { callers, accounts, tenants, limits, fresh, startsLink, links, texts } = parts;

  const form = (refusal?: LoopgateError) =>
    page({
      title: texts.title,
      status: refusal ? STATUS[refusal.code] : 200,
      body: html`
        <p>${texts.explain}</p>
        ${refusal ? html`<p class="refused" role="alert">${refusal.message}</p>` : ""}
        <form method="post" action="/link">
          <label for="username">${texts.username}</label>
          <input id="username" name="username" required autocomplete="username" />
          <label for="password">${texts.password}</label>
          <input id="password" name="password" type="password" required autocomplete="current-password" />
          <label for="kind">${texts.kind}</label>
          <select id="kind" name="kind">
            <option value="person">${texts.kindPerson}</option>
            <option value="chat">${texts.kindChat}</option>
          </select>
          <button>${texts.begin}</button>
        </form>
      `,
    });

  const started = ({ id, say, link }: LinkStarted, tenantId: string) =>
    page({
      title: texts.title,
      body: html`
        <p>${texts.sayThis}</p>
        <p><code>${say}</code></p>
        ${link === null ? "" : html`<p><a href="${link}" rel="noreferrer">${texts.openTelegram}</a></p>`}
        <p><a href="/link/${tenantId}/${id}">${texts.next}</a></p>
      `,
    });

  const state = ({ id, status, found, confirmed_here: isConfirmed }: LinkStatus, tenantId: string) => {
    const here = `/link/${tenantId}/${id}`;
    const mayConfirm = status === "found" && !isConfirmed;
    return page({
      title: texts.title,
      body: html`
        ${found ? html`<p>${texts.found(found.name, found.telegram_id, found.title ?? undefined)}</p>` : ""}
        <p>${texts.states[status === "found" && isConfirmed ? "confirmed" : status]}</p>
        ${mayConfirm ? html`<form method="post" action="${here}"><button>${texts.confirm}</button></form>` : ""}
        ${status === "waiting" || status === "found" ? html`<p><a href="${here}">${texts.lookAgain}</a></p>` : ""}
      `,
    });
  };

  /** Signing in here is the fresh use of the password that a new link needs. */
  async function begin(request: Request): Promise<Response> {
    const { username, password, tenant, kind = "person" } = await readForm(request, Start);
    limits.signIn(request, username);
    const { accountId, cookie } = await accounts.signIn(username, password);
    await fresh.refusePassword(accountId);
    const memberships = await tenants.membershipsOf(accountId);
    const member = tenant === undefined ? memberships[0] : memberships.find(({ tenantId }) => tenantId === tenant);
    if (!member) throw new LoopgateError("role_too_low", "The account is no member of this tenant.");
    const { tenantId, role } = member;
    const answer = await started(await startsLink({ tenantId, accountId, role }, kind), tenantId);
    answer.headers.append("set-cookie", cookie);
    return answer;
  }

  return (app) => {
    app.get("/link", () => form());
    app.post("/link", async (context) => {
      callers.stranger(context.req.raw);
      try {
        return await begin(context.req.raw);
      } catch (error) {
        if (error instanceof LoopgateError) return form(error);
        throw error;
      }
    });
    app.get("/link/:tenant/:id", async (context) => {
      const { accountId } = await callers.account(context.req.raw, { in: "browser" });
      const { tenant, id } = context.req.param();
      return state(await links.status(tenant as TenantId, accountId, id), tenant);
    });
    app.post("/link/:tenant/:id", async (context) => {
      const { accountId } = await callers.account(context.req.raw, { in: "browser" });
      const { tenant, id } = context.req.param();
      return state(await links.confirm(tenant as TenantId, accountId, id), tenant);
    });
  };
}
