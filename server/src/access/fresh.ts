import { LoopgateError, type FreshAsked, type Freshly } from "@loopgate/contract";
import type { Accounts } from "./accounts/accounts.ts";
import { worksAt, type Passkeys } from "./factors/passkeys.ts";
import type { Limits } from "./limits.ts";
import type { AccountPrincipal } from "./principal.ts";

/** The fresh use of an account's strongest factor: what adds somebody who may answer, or a factor, needs it. */
export type Fresh = {
  /** What to use, and over what. */
  ask(account: AccountPrincipal): Promise<FreshAsked>;
  /** Throws unless it was used for this very call. */
  use(request: Request, account: AccountPrincipal, given: Freshly): Promise<void>;
  /** Throws `passkey_required` where the password alone is not enough. */
  refusePassword(accountId: string): Promise<void>;
};

export function createFresh({
  accounts,
  passkeys,
  limits,
  url,
}: {
  readonly accounts: Pick<Accounts, "hasPassword">;
  readonly passkeys: Pick<Passkeys, "list" | "ask" | "use">;
  readonly limits: Pick<Limits, "signIn">;
  readonly url: () => URL;
}): Fresh {
  async function refusePassword(accountId: string): Promise<void> {
    const list = await passkeys.list(accountId);
    if (list.length === 0) return;
    throw new LoopgateError(
      "passkey_required",
      worksAt(url(), list)
        ? "This account has a passkey: begin with POST /api/user/fresh, and use it."
        : `This account's passkeys were made for ${[...new Set(list.map(({ rp_id: id }) => id))].join(" and ")} and do not work here. Whoever runs this Loopgate can remove them: loopgate user reset-password NAME --remove-passkeys.`,
    );
  }

  return {
    refusePassword,
    async ask(account) {
      if ((await passkeys.list(account.accountId)).length === 0) return { factor: "password", passkey: null };
      return { factor: "passkey", passkey: await passkeys.ask({ kind: "fresh" }, account) };
    },
    async use(request, account, { password, passkey }) {
      if ((password === undefined) === (passkey === undefined)) throw oneOfBoth();
      if (passkey !== undefined) {
        await passkeys.use(passkey, { kind: "fresh" }, account);
        return;
      }
      await refusePassword(account.accountId);
      // Nobody guesses a signature; a password can be tried.
      limits.signIn(request, account.username);
      if (await accounts.hasPassword(account.accountId, password ?? "")) return;
      throw new LoopgateError("sign_in_failed", "Enter the password of the account that is signed in.", [
        { path: "password", message: "is not the account's" },
      ]);
    },
  };
}

function oneOfBoth(): LoopgateError {
  return new LoopgateError("invalid_request", "Send the password, or the passkey where the account has one.", [
    { path: "password", message: "or passkey is required, and not both" },
  ]);
}
