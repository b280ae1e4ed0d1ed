import { LoopgateError, RegisterAccount } from "@loopgate/contract";
import { html } from "hono/html";
import { z } from "zod";
import type { TenantId } from "../../gate/request.ts";
import type { Routes } from "../../http/app.ts";
import { readForm } from "../../http/input.ts";
import { page } from "../../http/page.ts";
import { STATUS } from "../../http/problem.ts";
import type { Texts } from "../../texts/index.ts";
import type { Registration } from "../account-routes.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Tenants } from "../accounts/tenants.ts";
import type { Callers } from "../callers.ts";
import type { Limits } from "../limits.ts";
import type { Invitations } from "./invitations.ts";

type Open = NonNullable<Awaited<ReturnType<Invitations["byCode"]>>>;
const Join = z.strictObject({ code: z.string().min(1).max(100), ...RegisterAccount.shape });

/** The page behind an invitation's link; its code is in the fragment, as the owner's is. */
export function joinPage(parts: {
  readonly callers: Pick<Callers, "stranger">;
  readonly limits: Limits;
  readonly accounts: Pick<Accounts, "named" | "register" | "signIn">;
  readonly tenants: Pick<Tenants, "roleOf" | "nameOf">;
  readonly invitations: Pick<Invitations, "byCode" | "accept" | "acceptAs">;
  readonly registration: Registration;
  /** Tells those who see to the tenant. */
  readonly joined: (tenantId: TenantId, username: string, role: string) => Promise<unknown>;
  readonly texts: Texts["join"];
}): Routes {
  const { callers, limits, accounts, tenants, invitations, registration, joined, texts } = parts;

  const form = (refusal?: LoopgateError) =>
    page({
      title: texts.title,
      script: "/pages/owner.js",
      status: refusal ? STATUS[refusal.code] : 200,
      body: html`
        <p>${texts.explain}</p>
        ${refusal ? html`<p class="refused" role="alert">${sentences(refusal)}</p>` : ""}
        <form method="post" action="/join">
          <label for="code">${texts.code}</label>
          <input id="code" name="code" required autocomplete="off" />
          <label for="username">${texts.username}</label>
          <input id="username" name="username" required autocomplete="username" />
          <label for="password">${texts.password}</label>
          <input id="password" name="password" type="password" required autocomplete="current-password" />
          <button>${texts.submit}</button>
        </form>
      `,
    });

  async function join(request: Request): Promise<string> {
    const { code, username, password } = await readForm(request, Join);
    limits.spendFrom("one-time code", request);
    limits.signIn(request, username);
    const invitation = await invitations.byCode(code);
    if (!invitation) throw badCode();
    const tenantId = invitation.tenant_id as TenantId;
    const known = await accounts.named(username);
    const joins = known ? joinsAs : joinsAnew;
    if (await joins(invitation, username, password))
      await joined(tenantId, (await accounts.named(username))?.username ?? username, invitation.role);
    return tenants.nameOf(tenantId);
  }

  /** False: a member already, who needs no invitation. */
  async function joinsAs(invitation: Open, username: string, password: string): Promise<boolean> {
    const { accountId } = await accounts.signIn(username, password);
    if ((await tenants.roleOf(invitation.tenant_id as TenantId, accountId)) !== undefined) return false;
    // Used up last, so that a wrong password does not cost it; of two who use it at once one is refused.
    if (!(await invitations.accept(invitation, accountId))) throw badCode();
    return true;
  }

  async function joinsAnew(invitation: Open, username: string, password: string): Promise<true> {
    if (registration === "closed")
      throw new LoopgateError("registration_closed", "Join with an account that whoever runs this Loopgate has made.");
    const accountId = await invitations.acceptAs(invitation, () => accounts.register(username, password));
    if (accountId === undefined) throw badCode();
    return true;
  }

  return (app) => {
    app.get("/join", () => form());
    app.post("/join", async (context) => {
      callers.stranger(context.req.raw);
      try {
        const tenant = await join(context.req.raw);
        return page({ title: texts.title, body: html`<p>${texts.done(tenant)}</p>` });
      } catch (error) {
        if (error instanceof LoopgateError) return form(error);
        throw error;
      }
    });
  };
}

function badCode(): LoopgateError {
  return new LoopgateError("code_invalid", "Ask whoever invited you for a new one.");
}

function sentences({ message, fields }: LoopgateError): string {
  return [message, ...fields.map(({ path, message: wrong }) => `${path}: ${wrong}.`)].join(" ");
}
