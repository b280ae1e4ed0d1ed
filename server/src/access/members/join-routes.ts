import { LoopgateError, UseCode } from "@loopgate/contract";
import type { TenantId } from "../../gate/request.ts";
import type { Routes } from "../../http/app.ts";
import { readBody } from "../../http/input.ts";
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

/** The route behind the page of an invitation's link. */
export function joinRoutes(parts: {
  readonly callers: Pick<Callers, "stranger">;
  readonly limits: Limits;
  readonly accounts: Pick<Accounts, "named" | "register" | "signIn">;
  readonly tenants: Pick<Tenants, "roleOf">;
  readonly invitations: Pick<Invitations, "byCode" | "accept" | "acceptAs">;
  readonly registration: Registration;
  /** Gives the account its place among those who answer. */
  readonly seat: (accountId: string) => Promise<void>;
  /** Tells those who see to the tenant. */
  readonly joined: (tenantId: TenantId, username: string, role: string) => Promise<unknown>;
}): Routes {
  const { callers, limits, accounts, tenants, invitations, registration, seat, joined } = parts;

  async function join(
    request: Request,
    { code, username, password, browser_key: browserKey }: UseCode,
  ): Promise<SignedIn> {
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
    return signedIn;
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
      return signedInAnswer(context, await join(context.req.raw, used));
    });
  };
}

function badCode(): LoopgateError {
  return new LoopgateError("code_invalid", "Ask whoever invited you for a new one.");
}
