import type { InboxStart, LinkedChats, TenantSettings } from "@loopgate/contract";
import type { TenantId } from "../gate/request.ts";
import { tenantView } from "./accounts/accounts.ts";
import type { Tenants } from "./accounts/tenants.ts";
import type { BrowserKeys } from "./factors/browser-keys.ts";
import { partyAt } from "./factors/party.ts";
import type { Passkeys } from "./factors/passkeys.ts";
import type { DecisionProofs } from "./factors/proofs.ts";
import type { AccountResponders } from "./links/account-responders.ts";
import type { Chats } from "./links/chats.ts";
import type { AccountPrincipal } from "./principal.ts";

/** What the inbox asks about the account that is signed in, and how that account shows that it was him. */
export type InboxDesk = {
  about(
    account: AccountPrincipal,
  ): Promise<Pick<InboxStart, "tenants" | "browser_key" | "passkeys" | "passkeys_possible" | "telegram">>;
  /** Whether the account has a passkey that works at this server's address. */
  hasPasskey(account: AccountPrincipal): Promise<boolean>;
  readonly proofs: DecisionProofs;
  /** What people call the chats that are linked. */
  titles(tenantId: TenantId): Promise<LinkedChats["chats"]>;
  demands(tenantId: TenantId): Promise<TenantSettings>;
};

export function createInboxDesk(parts: {
  readonly tenants: Pick<Tenants, "membershipsOf" | "settings">;
  readonly chats: Pick<Chats, "list">;
  readonly responders: Pick<AccountResponders, "identitiesOf">;
  readonly passkeys: Pick<Passkeys, "list">;
  readonly browserKeys: Pick<BrowserKeys, "isBound">;
  readonly decisionProofs: DecisionProofs;
  readonly url: () => URL;
  readonly bot: () => string | undefined | null;
}): InboxDesk {
  const { tenants, chats, responders, passkeys, browserKeys, decisionProofs, url, bot } = parts;

  async function passkeysHere(accountId: string): Promise<number> {
    const party = partyAt(url());
    return party ? (await passkeys.list(accountId)).filter(({ rp_id: id }) => id === party.id).length : 0;
  }

  return {
    proofs: decisionProofs,
    demands: tenants.settings,
    titles: async (tenantId) => (await chats.list(tenantId)).chats,
    hasPasskey: async ({ accountId }) => (await passkeysHere(accountId)) > 0,
    async about({ tenantId, accountId, signInId }) {
      const [memberships, linked, count, isBound] = await Promise.all([
        tenants.membershipsOf(accountId),
        responders.identitiesOf(tenantId, accountId),
        passkeysHere(accountId),
        browserKeys.isBound(signInId),
      ]);
      const name = bot();
      return {
        tenants: memberships.map(tenantView),
        browser_key: isBound,
        passkeys: count,
        passkeys_possible: partyAt(url()) !== undefined,
        telegram: name === null ? null : { bot: name ?? null, linked: linked.length > 0 },
      };
    },
  };
}
