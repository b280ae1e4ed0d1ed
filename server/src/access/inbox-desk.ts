import {
  LoopgateError,
  type DecisionChallenge,
  type DecisionProof,
  type DecisionStatement,
  type InboxStart,
} from "@loopgate/contract";
import { tenantView } from "./accounts/accounts.ts";
import type { Tenants } from "./accounts/tenants.ts";
import type { Fresh } from "./fresh.ts";
import type { AccountResponders } from "./links/account-responders.ts";
import type { AccountPrincipal } from "./principal.ts";

/** What the inbox asks about the account that is signed in, and how that account shows that it was him. */
export type InboxDesk = {
  about(
    account: AccountPrincipal,
  ): Promise<Pick<InboxStart, "tenants" | "browser_key" | "passkeys" | "passkeys_possible" | "telegram" | "push_key">>;
  readonly proofs: {
    challenge(account: AccountPrincipal, statement: DecisionStatement): Promise<DecisionChallenge>;
    verify(said: {
      readonly request: Request;
      readonly account: AccountPrincipal;
      readonly statement: DecisionStatement;
      readonly proof: DecisionProof | undefined;
    }): Promise<"session" | "passkey">;
  };
};

export function createInboxDesk(parts: {
  readonly tenants: Pick<Tenants, "membershipsOf">;
  readonly responders: Pick<AccountResponders, "identitiesOf">;
  readonly fresh: Fresh;
  readonly bot: () => string | undefined | null;
}): InboxDesk {
  const { tenants, responders, fresh, bot } = parts;

  return {
    async about({ tenantId, accountId }) {
      const [memberships, telegram] = await Promise.all([
        tenants.membershipsOf(accountId),
        responders.identitiesOf(tenantId, accountId),
      ]);
      const name = bot();
      return {
        tenants: memberships.map(tenantView),
        browser_key: false,
        passkeys: 0,
        passkeys_possible: false,
        telegram: name === null ? null : { bot: name ?? null, linked: telegram.length > 0 },
        push_key: null,
      };
    },
    proofs: {
      async verify({ request, account, proof }) {
        if (proof === undefined || !("password" in proof))
          throw new LoopgateError("proof_required", "Enter the password.");
        await fresh(request, account, proof);
        return "session";
      },
      async challenge() {
        throw new LoopgateError("proof_required", "The account has no passkey for this address.");
      },
    },
  };
}
