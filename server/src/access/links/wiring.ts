import type { TenantId, Address } from "../../gate/request.ts";
import type { Database } from "../../db/db.ts";
import type { Routes } from "../../http/app.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import type { Texts } from "../../texts/index.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Tenants } from "../accounts/tenants.ts";
import type { Callers } from "../callers.ts";
import type { Facts } from "../facts.ts";
import type { Fresh } from "../fresh.ts";
import { createAccountResponders, type AccountResponders } from "./account-responders.ts";
import { createChats, type Chats } from "./chats.ts";
import { createDesk, type Desk } from "./desk.ts";
import { createStartsLink, linkRoutes } from "./link-routes.ts";
import { createLinks } from "./links.ts";
import { createResponderGroups, type ResponderGroups } from "./responder-groups.ts";

/** What links people and chats, wired. */
export type Linkage = {
  readonly desk: Desk;
  readonly chats: Chats;
  readonly groups: ResponderGroups;
  readonly responders: AccountResponders;
  /** Tells those who see to the tenant who has joined it. */
  joined(tenantId: TenantId, username: string, role: string): Promise<void>;
  routes(callers: Callers): Routes;
};

export function createLinkage(parts: {
  readonly db: Database;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly facts: Facts;
  readonly texts: Texts;
  readonly accounts: Accounts;
  readonly tenants: Tenants;
  readonly fresh: Fresh;
  readonly url: () => URL;
  readonly showAgain: (tenantId: TenantId, address: Address) => Promise<void>;
  /** Tells people something that nothing depends on. */
  readonly tell: (address: Address, words: string) => Promise<unknown>;
  readonly bot: () => string | undefined | null;
}): Linkage {
  const { db, ids, clock, facts, texts, accounts, tenants, fresh, url, showAgain, tell, bot } = parts;
  const responders = createAccountResponders({ db, ids, clock, facts, showAgain });
  const chats = createChats({ db, facts });
  const groups = createResponderGroups({ db, clock, facts });

  async function memberOf(tenantId: TenantId, accountId: string) {
    const [role, username] = await Promise.all([tenants.roleOf(tenantId, accountId), accounts.usernameOf(accountId)]);
    return role === undefined || username === undefined ? undefined : { tenantId, accountId, username, role };
  }

  const links = createLinks({
    db,
    ids,
    clock,
    facts,
    responders,
    memberOf,
    async linked({ tenant_id, account_id: accountId, kind, place, subject, subject_name: name }) {
      const tenantId = tenant_id as TenantId;
      const address = { channel: "telegram", place: place ?? "" };
      const { host } = url();
      if (kind === "chat") return tell(address, texts.linking.chatLinked(await tenants.nameOf(tenantId), host));
      await showAgain(tenantId, address);
      const username = (await accounts.usernameOf(accountId)) ?? "";
      await tell(address, texts.linking.linkedTo(username, host));
      const others = (await responders.identitiesOf(tenantId, accountId)).filter((one) => one.telegram_id !== subject);
      const words = texts.linking.linkedElsewhere(username, host, `${name ?? ""} (${subject ?? ""})`);
      return Promise.all(others.map((one) => tell({ channel: "telegram", place: one.telegram_id }, words)));
    },
  });
  const startsLink = createStartsLink({ links, bot });

  async function joined(tenantId: TenantId, username: string, role: string): Promise<void> {
    const words = texts.join.joined(username, role, await tenants.nameOf(tenantId), url().host);
    for (const accountId of await tenants.adminsOf(tenantId))
      for (const one of await responders.identitiesOf(tenantId, accountId))
        await tell({ channel: "telegram", place: one.telegram_id }, words);
  }

  return {
    joined,
    desk: createDesk({ db, links, responders, accounts, tenants, url }),
    chats,
    groups,
    responders,
    routes: (callers) => linkRoutes({ callers, fresh, startsLink, links, responders, chats, groups }),
  };
}
