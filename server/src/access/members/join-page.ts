import { LoopgateError, RegisterAccount, UseCode } from "@loopgate/contract";
import { html } from "hono/html";
import { z } from "zod";
import type { TenantId } from "../../gate/request.ts";
import type { Routes } from "../../http/app.ts";
import { readBody, readForm } from "../../http/input.ts";
import { page } from "../../http/page.ts";
import { STATUS } from "../../http/problem.ts";
import type { Texts } from "../../texts/index.ts";
import type { Registration } from "../account-routes.ts";
import type { Accounts, SignedIn } from "../accounts/accounts.ts";
import type { Tenants } from "../accounts/tenants.ts";
import type { Callers } from "../callers.ts";
import { checkedBrowserKey } from "../factors/browser-keys.ts";
import type { Limits } from "../limits.ts";
import { signedInAnswer } from "../signed-in-answer.ts";
import type { Invitations } from "./invitations.ts";

type Open = NonNullable<Awaited<ReturnType<Invitations["byCode"]>>>;
type Entering = { readonly username: string; readonly password: string; readonly browserKey: string | undefined };
type Entered = { readonly signedIn: SignedIn; readonly isNew: boolean };
const Join = z.strictObject({ code: z.string().min(1).max(100), ...RegisterAccount.shape });

/** The page behind an invitation's link; its code is in the fragment, as the owner's is. Pages of others than a form call the API. */
export function joinPage(parts: {
  readonly callers: Pick<Callers, "stranger">;
  readonly limits: Limits;
  readonly accounts: Pick<Accounts, "named" | "register" | "signIn">;
  readonly tenants: Pick<Tenants, "roleOf" | "nameOf">;
  readonly invitations: Pick<Invitations, "byCode" | "accept" | "acceptAs">;
  readonly registration: Registration;
  /** Gives the account its place among those who answer. */
  readonly seat: (accountId: string) => Promise<void>;
  /** Tells those who see to the tenant. */
  readonly joined: (tenantId: TenantId, username: string, role: string) => Promise<unknown>;
  readonly texts: Texts["join"];
}): Routes {
  const { callers, limits, accounts, tenants, invitations, registration, seat, joined, texts } = parts;

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

  async function join(
    request: Request,
    { code, username, password, browser_key: browserKey }: UseCode,
  ): Promise<{ readonly signedIn: SignedIn; readonly tenantId: TenantId }> {
    limits.spendFrom("one-time code", request);
    limits.signIn(request, username);
    const invitation = await invitations.byCode(code);
    if (!invitation) throw badCode();
    const tenantId = invitation.tenant_id as TenantId;
    const enter = (await accounts.named(username)) === undefined ? joinsAnew : joinsAs;
    const { signedIn, isNew } = await enter(invitation, { username, password, browserKey });
    if (isNew) {
      await seat(signedIn.accountId);
      await joined(tenantId, signedIn.username, invitation.role);
    }
    return { signedIn, tenantId };
  }

  /** Not new: a member already, who needs no invitation. */
  async function joinsAs(invitation: Open, { username, password, browserKey }: Entering): Promise<Entered> {
    const signedIn = await accounts.signIn(username, password, { browserKey });
    const { accountId } = signedIn;
    if ((await tenants.roleOf(invitation.tenant_id as TenantId, accountId)) !== undefined)
      return { signedIn, isNew: false };
    // Used up last, so that a wrong password does not cost it; of two who use it at once one is refused.
    if (!(await invitations.accept(invitation, accountId))) throw badCode();
    return { signedIn, isNew: true };
  }

  async function joinsAnew(invitation: Open, { username, password, browserKey }: Entering): Promise<Entered> {
    if (registration === "closed")
      throw new LoopgateError("registration_closed", "Join with an account that whoever runs this Loopgate has made.");
    const accountId = await invitations.acceptAs(invitation, () => accounts.register(username, password));
    if (accountId === undefined) throw badCode();
    return { signedIn: await accounts.signIn(username, password, { browserKey }), isNew: true };
  }

  return (app) => {
    app.post("/api/auth/join", async (context) => {
      callers.stranger(context.req.raw);
      const used = await readBody(context.req.raw, UseCode);
      checkedBrowserKey(used.browser_key);
      return signedInAnswer(context, (await join(context.req.raw, used)).signedIn);
    });
    app.get("/join", () => form());
    app.post("/join", async (context) => {
      callers.stranger(context.req.raw);
      try {
        const { tenantId } = await join(context.req.raw, await readForm(context.req.raw, Join));
        return page({ title: texts.title, body: html`<p>${texts.done(await tenants.nameOf(tenantId))}</p>` });
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
