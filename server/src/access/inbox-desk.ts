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
  readonly factors: Pick<Factors, "browserKeys" | "decisionProofs">;
  readonly passkeys: Pick<Passkeys, "list">;
  readonly bot: () => string | undefined | null;
  readonly url: () => URL;
}): InboxDesk {
  const { tenants, responders, factors, passkeys, bot, url } = parts;

  return {
    async about({ tenantId, accountId, signInId }) {
      const [memberships, telegram, keys, isBound] = await Promise.all([
        tenants.membershipsOf(accountId),
        responders.identitiesOf(tenantId, accountId),
        passkeys.list(accountId),
        factors.browserKeys.isBound(signInId),
      ]);
      const name = bot();
      return {
        tenants: memberships.map(tenantView),
        browser_key: isBound,
        passkeys: keys.length,
        passkeys_possible: partyAt(url()) !== undefined,
        telegram: name === null ? null : { bot: name ?? null, linked: telegram.length > 0 },
        push_key: null,
      };
    },
    proofs: factors.decisionProofs,
  };
}
