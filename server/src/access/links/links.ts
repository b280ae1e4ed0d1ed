import { LoopgateError, type LinkStatus } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import type { Rows } from "../../db/engine.ts";
import { isUniqueViolation } from "../../db/unique-violation.ts";
import type { TenantId } from "../../gate/request.ts";
import { timeText } from "../../gate/view.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import { tokenHash } from "../../kit/secrets.ts";
import type { AccountTables } from "../accounts/tables.ts";
import type { Facts } from "../facts.ts";
import type { AccessTables } from "../tables.ts";
import { held } from "../members/standing.ts";
import type { AccountResponders } from "./account-responders.ts";
import type { LinkTables } from "./tables.ts";

type Link = LinkTables["links"];
type Tables = LinkTables & AccessTables & AccountTables;
export type LinkKind = Link["kind"];
/** Who sent a code to the bot, and where. */
export type Sender = {
  readonly subject: string;
  readonly name: string;
  readonly place: string;
  readonly title: string | undefined;
};

/**
 * Links of a Telegram account to an account here, or of a chat to a tenant: begun on the page, brought to the bot by a code that
 * works once, and made by the write that finds both sides' yes.
 */
export type Links = {
  start(
    tenantId: TenantId,
    accountId: string,
    kind: LinkKind,
  ): Promise<{ id: string; code: string; expiresAt: Millis }>;
  /** Throws `not_found`. */
  status(tenantId: TenantId, accountId: string, id: string): Promise<LinkStatus>;
  /** The page's yes. Throws `not_found`. */
  confirm(tenantId: TenantId, accountId: string, id: string): Promise<LinkStatus>;
  /** Of a code that can still be used; whoever used it before is its only user. */
  byCode(code: string): Promise<Link | undefined>;
  /** Binds the code to its sender. False: somebody else was first. A chat has said yes by that. */
  found(link: Link, sender: Sender): Promise<boolean>;
  /** The chat's yes or no. Undefined: there is no such link, or it is not this person's. */
  answer(code: string, subject: string, yes: boolean): Promise<LinkStatus["status"] | undefined>;
};

const LIFE_MS: Millis = 600_000;
const CHANNEL = "telegram";
const MAY_ANSWER = ["owner", "admin", "responder"] as const;
const MAY_LINK_CHATS = ["owner", "admin"] as const;

export function createLinks(parts: {
  readonly db: Database;
  readonly ids: Pick<Ids, "id" | "token">;
  readonly clock: Clock;
  readonly facts: Facts;
  readonly responders: Pick<AccountResponders, "ensure">;
  readonly memberOf: (
    tenantId: TenantId,
    accountId: string,
  ) => Promise<Parameters<AccountResponders["ensure"]>[0] | undefined>;
  /** Called once for each link that was made. */
  readonly linked: (link: Link) => Promise<unknown>;
}): Links {
  const { db, ids, clock, facts, responders, memberOf, linked } = parts;
  const sql = db.query<Tables>();

  const find = (tenantId: TenantId, id: string) =>
    sql
      .selectFrom("links")
      .selectAll()
      .select(db.time.now.as("now"))
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .executeTakeFirst();

  async function mustFind(tenantId: TenantId, accountId: string, id: string) {
    const link = await find(tenantId, id);
    if (link?.account_id !== accountId) throw new LoopgateError("not_found", "There is no such link of this account.");
    return link;
  }

  /** While it can still be changed. */
  const open = (link: Link) =>
    sql
      .updateTable("links")
      .where("tenant_id", "=", link.tenant_id)
      .where("id", "=", link.id)
      .where("ended_at", "is", null)
      .where("expires_at", ">", db.time.now);

  const fact = (link: Link, type: "link.started" | "link.refused" | "responder.linked" | "chat.linked"): Rows =>
    facts({
      tenantId: link.tenant_id,
      type,
      subject: type === "responder.linked" ? link.account_id : link.id,
      actor: { kind: "account", id: link.account_id },
      data: {
        link_id: link.id,
        account_id: link.account_id,
        kind: link.kind,
        channel: CHANNEL,
        ...(link.subject !== null && { identity: link.subject, source: "linked" }),
        ...(link.kind === "chat" && link.place !== null && { place: link.place }),
      },
    });

  /** Makes the link if both sides have said yes. */
  async function complete(link: Link): Promise<void> {
    if (link.chat_at === null || link.page_at === null || link.ended_at !== null || !link.subject || !link.place)
      return;
    const member = await memberOf(link.tenant_id as TenantId, link.account_id);
    if (!member) return;
    const made = link.kind === "person" ? await identityRows(link, member, link.subject) : [chatRows(link, link.place)];
    if (!made) {
      await end(link, "taken");
      return;
    }
    const guard = open(link)
      .set({ ended_at: clock.now(), ended_as: "linked" })
      .where("chat_at", "is not", null)
      .where("page_at", "is not", null)
      .where(({ exists, selectFrom }) =>
        // Held, so that whoever takes the role away finds what was linked by it.
        exists(
          held(
            db,
            selectFrom("members")
              .select("account_id")
              .where("tenant_id", "=", link.tenant_id)
              .where("account_id", "=", link.account_id)
              .where("role", "in", link.kind === "person" ? MAY_ANSWER : MAY_LINK_CHATS),
          ),
        ),
      )
      .compile();
    const type = link.kind === "person" ? "responder.linked" : "chat.linked";
    try {
      if (await db.write(link.tenant_id, { guard, rows: [...made, fact(link, type)] })) await linked(link);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      await end(link, "taken");
    }
  }

  /** Undefined: one Telegram account is one person in a tenant, and this one is somebody else. */
  async function identityRows(
    { tenant_id: tenantId, subject_name: name }: Link,
    member: NonNullable<Awaited<ReturnType<typeof memberOf>>>,
    subject: string,
  ): Promise<readonly Rows[] | undefined> {
    const responder = await responders.ensure(member);
    const before = await sql
      .selectFrom("identities")
      .select("responder_id")
      .where("tenant_id", "=", tenantId)
      .where("channel", "=", CHANNEL)
      .where("subject", "=", subject)
      .executeTakeFirst();
    if (before) return before.responder_id === responder ? [] : undefined;
    const row = { tenant_id: tenantId, channel: CHANNEL, subject, responder_id: responder, source: "linked", name };
    return [{ into: "identities", values: [{ ...row, linked_at: clock.now() }] }];
  }

  function chatRows({ tenant_id: tenantId, title }: Link, place: string): Rows {
    const row = { tenant_id: tenantId, id: ids.id(), channel: CHANNEL, place, title, linked_at: clock.now() };
    return { into: "linked_chats", values: [row], conflict: "do nothing" };
  }

  async function end(link: Link, ended_as: "refused" | "taken"): Promise<void> {
    const guard = open(link).set({ ended_at: clock.now(), ended_as }).compile();
    await db.write(link.tenant_id, { guard, rows: [fact(link, "link.refused")] });
  }

  const byCode: Links["byCode"] = (code) =>
    db
      .withoutTenant<LinkTables>("code hash")
      .selectFrom("links")
      .selectAll()
      .where("code_hash", "=", tokenHash(code))
      .where("ended_at", "is", null)
      .where("expires_at", ">", db.time.now)
      .executeTakeFirst();

  return {
    byCode,
    async start(tenantId, accountId, kind) {
      const code = ids.token();
      const now = clock.now();
      const link: Link = {
        tenant_id: tenantId,
        id: ids.id(),
        account_id: accountId,
        kind,
        code_hash: tokenHash(code),
        created_at: now,
        expires_at: now + LIFE_MS,
        subject: null,
        subject_name: null,
        place: null,
        title: null,
        chat_at: null,
        page_at: null,
        ended_at: null,
        ended_as: null,
      };
      const guard = sql.insertInto("links").values(link).compile();
      await db.write(tenantId, { guard, rows: [fact(link, "link.started")] });
      return { id: link.id, code, expiresAt: link.expires_at };
    },
    status: async (tenantId, accountId, id) => statusOf(await mustFind(tenantId, accountId, id)),
    async confirm(tenantId, accountId, id) {
      const link = await mustFind(tenantId, accountId, id);
      // Nobody can say yes to whom he has not been shown.
      await open(link).set({ page_at: clock.now() }).where("subject", "is not", null).execute();
      await complete(await mustFind(tenantId, accountId, id));
      return statusOf(await mustFind(tenantId, accountId, id));
    },
    async found(link, { subject, name, place, title }) {
      const bound = await open(link)
        .set({
          subject,
          subject_name: name,
          place,
          title: title ?? null,
          ...(link.kind === "chat" && { chat_at: clock.now() }),
        })
        .where(({ or, and, eb }) =>
          or([eb("subject", "is", null), and([eb("subject", "=", subject), eb("place", "=", place)])]),
        )
        .returning("id")
        .execute();
      return bound.length > 0;
    },
    async answer(code, subject, yes) {
      const link = await byCode(code);
      if (link?.subject !== subject || link.kind !== "person") return undefined;
      const tenantId = link.tenant_id as TenantId;
      if (!yes) await end(link, "refused");
      else {
        await open(link).set({ chat_at: clock.now() }).where("subject", "=", subject).execute();
        await complete(await mustFind(tenantId, link.account_id, link.id));
      }
      return statusOf(await mustFind(tenantId, link.account_id, link.id)).status;
    },
  };
}

function statusOf(link: Link & { readonly now: Millis }): LinkStatus {
  const { subject, subject_name: name, place, title } = link;
  const isFound = subject !== null && place !== null;
  const waiting = link.expires_at <= link.now ? "expired" : isFound ? "found" : "waiting";
  return {
    id: link.id,
    kind: link.kind,
    status: link.ended_as ?? waiting,
    found: isFound ? { telegram_id: subject, name: name ?? subject, place, title } : null,
    confirmed_in_chat: link.chat_at !== null,
    confirmed_here: link.page_at !== null,
    expires_at: timeText(link.expires_at),
  };
}
