import { LoopgateError, type Freshly } from "@loopgate/contract";
import type { Accounts } from "./accounts/accounts.ts";
import type { Limits } from "./limits.ts";
import type { AccountPrincipal } from "./principal.ts";

/** Throws unless the account's strongest factor was used for this very call: what adds somebody who may answer needs it. */
export type Fresh = (request: Request, account: AccountPrincipal, given: Freshly) => Promise<void>;

export function createFresh({
  accounts,
  limits,
}: {
  readonly accounts: Pick<Accounts, "hasPassword">;
  readonly limits: Pick<Limits, "signIn">;
}): Fresh {
  return async (request, { accountId, username }, { password = "" }) => {
    limits.signIn(request, username);
    if (await accounts.hasPassword(accountId, password)) return;
    throw new LoopgateError("sign_in_failed", "Enter the password of the account that is signed in.", [
      { path: "password", message: "is not the account's" },
    ]);
  };
}
