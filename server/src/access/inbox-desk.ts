import type { InboxStart } from "@loopgate/contract";
import { tenantView } from "./accounts/accounts.ts";
import type { Tenants } from "./accounts/tenants.ts";
import { partyAt } from "./factors/party.ts";
import type { Passkeys } from "./factors/passkeys.ts";
import type { DecisionProofs } from "./factors/proofs.ts";
import type { Factors } from "./factors/wiring.ts";
import type { AccountResponders } from "./links/account-responders.ts";
import type { AccountPrincipal } from "./principal.ts";

/** What the inbox asks about the account that is signed in, and how that account shows that it was him. */
export type InboxDesk = {
  about(
    account: AccountPrincipal,
  ): Promise<Pick<InboxStart, "tenants" | "browser_key" | "passkeys" | "passkeys_possible" | "telegram" | "push_key">>;
  readonly proofs: DecisionProofs;
};

export function createInboxDesk(parts: {
  readonly tenants: Pick<Tenants, "membershipsOf">;
  readonly responders: Pick<AccountResponders, "identitiesOf">;
  readonly passkeys: Pick<Passkeys, "list">;
  readonly factors: Pick<Factors, "browserKeys" | "decisionProofs">;
  readonly url: () => URL;
  readonly bot: () => string | undefined | null;
}): InboxDesk {
  const { tenants, responders, passkeys, factors, url, bot } = parts;

  return {
    async about({ tenantId, accountId, signInId }) {
      const [memberships, identities, own, isBound] = await Promise.all([
        tenants.membershipsOf(accountId),
        responders.identitiesOf(tenantId, accountId),
        passkeys.list(accountId),
        factors.browserKeys.isBound(signInId),
      ]);
      const name = bot();
      const isLinked = identities.length > 0;
      return {
        tenants: memberships.map(tenantView),
        browser_key: isBound,
        passkeys: own.length,
        passkeys_possible: partyAt(url()) !== undefined,
        telegram: name === null ? null : { bot: name ?? null, linked: isLinked },
        push_key: null,
      };
    },
    proofs: factors.decisionProofs,
  };
}
