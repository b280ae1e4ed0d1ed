import type { LinkStatus } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import { prepared } from "../../db/prepared.ts";
import type { TenantId } from "../../gate/request.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Tenants } from "../accounts/tenants.ts";
import type { AccessTables } from "../tables.ts";
import type { AccountResponders } from "./account-responders.ts";
import type { Links, Sender } from "./links.ts";

/** What a chat is told of the link that a code in it belongs to. */
export type Found = {
  readonly kind: "person" | "chat";
  readonly username: string;
  readonly tenant: string;
  readonly host: string;
};

/** What chats ask about the people in them. */
export type Desk = {
  /** A code that somebody sent. `unknown`: it is none, or another's; `elsewhere`: it belongs into another kind of chat. */
  found(code: string, sender: Sender): Promise<Found | "unknown" | "elsewhere" | "not_admin">;
  answer(code: string, subject: string, yes: boolean): Promise<LinkStatus["status"] | undefined>;
  /** The tenants in which this Telegram account is somebody. */
  tenantsOf(subject: string): Promise<readonly TenantId[]>;
  nameOf(tenantId: TenantId): Promise<string>;
};

export function createDesk(parts: {
  readonly db: Database;
  readonly links: Pick<Links, "byCode" | "found" | "answer">;
  readonly responders: Pick<AccountResponders, "accountOf">;
  readonly accounts: Pick<Accounts, "usernameOf">;
  readonly tenants: Pick<Tenants, "roleOf" | "nameOf">;
  readonly url: () => URL;
}): Desk {
  const { db, links, responders, accounts, tenants, url } = parts;
  const bySubject = prepared<{ subject: string }, { tenant_id: string }>((place) =>
    db
      .withoutTenant<AccessTables>("identity")
      .selectFrom("identities")
      .select("tenant_id")
      .where("channel", "=", "telegram")
      .where("subject", "=", place("subject"))
      .orderBy("linked_at")
      .orderBy("tenant_id")
      .limit(50),
  );

  /** A chat is linked by one who is linked himself, and sees to the tenant. */
  async function mayLinkChats(tenantId: TenantId, subject: string): Promise<boolean> {
    const account = await responders.accountOf(tenantId, subject);
    const role = account && (await tenants.roleOf(tenantId, account));
    return role === "owner" || role === "admin";
  }

  return {
    async found(code, sender) {
      const link = await links.byCode(code);
      if (!link) return "unknown";
      const tenantId = link.tenant_id as TenantId;
      const isPrivate = sender.place === sender.subject;
      if ((link.kind === "person") !== isPrivate) return "elsewhere";
      if (link.kind === "chat" && !(await mayLinkChats(tenantId, sender.subject))) return "not_admin";
      if (!(await links.found(link, sender))) return "unknown";
      const [username, tenant] = await Promise.all([accounts.usernameOf(link.account_id), tenants.nameOf(tenantId)]);
      return { kind: link.kind, username: username ?? "", tenant, host: url().host };
    },
    answer: links.answer,
    async tenantsOf(subject) {
      return (await db.execute(bySubject({ subject }))).map(({ tenant_id: tenantId }) => tenantId as TenantId);
    },
    nameOf: tenants.nameOf,
  };
}
