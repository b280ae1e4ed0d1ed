import type { Actor } from "../../gate/transition.ts";
import type { Address, TenantId } from "../../gate/request.ts";
import type { Texts } from "../../texts/index.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { SignInFacts } from "../accounts/sign-in-facts.ts";
import type { Tenants } from "../accounts/tenants.ts";
import type { InboxIdentities } from "../inbox-identities.ts";
import type { AccountResponders } from "../links/account-responders.ts";
import type { Passkeys, Signed } from "./passkeys.ts";

/** Changes of what proves who somebody is, with all that follows: what his answers are worth, the events, and word to him elsewhere. */
export type FactorChanges = {
  add(by: Signed, made: Parameters<Passkeys["add"]>[1]): ReturnType<Passkeys["add"]>;
  remove(accountId: string, id: string, by: Actor): Promise<void>;
  /** Every passkey of the account. */
  removeAll(accountId: string, by: Actor): Promise<void>;
};

export function createFactorChanges(parts: {
  readonly passkeys: Pick<Passkeys, "add" | "remove" | "list">;
  readonly accounts: Pick<Accounts, "usernameOf">;
  readonly tenants: Pick<Tenants, "membershipsOf">;
  readonly responders: Pick<AccountResponders, "identitiesOf">;
  readonly inbox: Pick<InboxIdentities, "sync">;
  readonly noted: SignInFacts;
  readonly tell: (address: Address, words: string) => Promise<unknown>;
  readonly url: () => URL;
  readonly texts: Texts["factors"];
}): FactorChanges {
  const { passkeys, accounts, tenants, responders, inbox, noted, tell, url, texts } = parts;

  async function telegramsOf(accountId: string): Promise<ReadonlySet<string>> {
    const memberships = await tenants.membershipsOf(accountId);
    const linked = await Promise.all(
      memberships.map(({ tenantId }: { readonly tenantId: TenantId }) => responders.identitiesOf(tenantId, accountId)),
    );
    return new Set(linked.flat().map(({ telegram_id: id }) => id));
  }

  async function follow(
    what: "added" | "removed",
    {
      accountId,
      id,
      name,
      by,
    }: { readonly accountId: string; readonly id: string; readonly name: string; readonly by: Actor },
  ): Promise<void> {
    await inbox.sync(accountId);
    const data = { factor: "passkey", factor_id: id };
    await noted(accountId, `factor.${what}`, by, { data, known: accountId });
    const words = texts[what]((await accounts.usernameOf(accountId)) ?? "", url().host, name);
    for (const place of await telegramsOf(accountId)) await tell({ channel: "telegram", place }, words);
  }

  async function remove(accountId: string, id: string, by: Actor): Promise<void> {
    await follow("removed", { accountId, id, name: await passkeys.remove(accountId, id, by), by });
  }

  return {
    async add(by, made) {
      const passkey = await passkeys.add(by, made);
      const { accountId } = by;
      await follow("added", { ...passkey, accountId, by: { kind: "account", id: accountId } });
      return passkey;
    },
    remove,
    async removeAll(accountId, by) {
      for (const { id } of await passkeys.list(accountId)) await remove(accountId, id, by);
    },
  };
}
