import { LoopgateError, ResponderGroup, StartLink, type LinkStarted } from "@loopgate/contract";
import { timeText } from "../../gate/view.ts";
import type { Routes } from "../../http/app.ts";
import { readBody } from "../../http/input.ts";
import type { Callers } from "../callers.ts";
import type { Fresh } from "../fresh.ts";
import type { AccountPrincipal } from "../principal.ts";
import type { AccountResponders } from "./account-responders.ts";
import type { Chats } from "./chats.ts";
import type { LinkKind, Links } from "./links.ts";
import type { ResponderGroups } from "./responder-groups.ts";

/** Begins a link. */
export type StartsLink = (
  account: Pick<AccountPrincipal, "tenantId" | "accountId" | "role">,
  kind: LinkKind,
) => Promise<LinkStarted>;

export function createStartsLink(parts: {
  readonly links: Pick<Links, "start">;
  /** The name of the Telegram bot, once it is known; null where there is no bot. */
  readonly bot: () => string | undefined | null;
}): StartsLink {
  const { links, bot } = parts;
  return async (account, kind) => {
    const name = bot();
    if (name === null)
      throw new LoopgateError("not_found", "No Telegram bot is set up here: whoever runs it sets TELEGRAM_BOT_TOKEN.");
    const least = kind === "chat" ? ["owner", "admin"] : ["owner", "admin", "responder"];
    if (!least.includes(account.role))
      throw new LoopgateError("role_too_low", `This needs the role ${least.at(-1)}; yours is ${account.role}.`);
    const { id, code, expiresAt } = await links.start(account.tenantId, account.accountId, kind);
    const parameter = kind === "person" ? "start" : "startgroup";
    return {
      id,
      kind,
      code,
      say: kind === "person" ? `/start ${code}` : `/link${name === undefined ? "" : `@${name}`} ${code}`,
      link: name === undefined ? null : `https://t.me/${name}?${parameter}=${code}`,
      expires_at: timeText(expiresAt),
    };
  };
}

/** Routes with which people link their Telegram account and their chats, and say who answers together. */
export function linkRoutes(parts: {
  readonly callers: Pick<Callers, "account">;
  readonly fresh: Fresh;
  readonly startsLink: StartsLink;
  readonly links: Links;
  readonly responders: AccountResponders;
  readonly chats: Chats;
  readonly groups: ResponderGroups;
}): Routes {
  const { callers, fresh, startsLink, links, responders, chats, groups } = parts;
  const inBrowser = { in: "browser" } as const;
  const admin = { role: "admin", in: "browser" } as const;

  return (app) => {
    app.post("/api/user/telegram/links", async (context) => {
      const account = await callers.account(context.req.raw, inBrowser);
      const { kind = "person", ...given } = await readBody(context.req.raw, StartLink);
      await fresh.use(context.req.raw, account, given);
      return context.json(await startsLink(account, kind), 201);
    });
    app.get("/api/user/telegram/links/:id", async (context) => {
      const { tenantId, accountId } = await callers.account(context.req.raw, inBrowser);
      return context.json(await links.status(tenantId, accountId, context.req.param("id")));
    });
    app.post("/api/user/telegram/links/:id/confirm", async (context) => {
      const { tenantId, accountId } = await callers.account(context.req.raw, inBrowser);
      return context.json(await links.confirm(tenantId, accountId, context.req.param("id")));
    });
    app.get("/api/user/telegram", async (context) => {
      const { tenantId, accountId } = await callers.account(context.req.raw);
      return context.json({ identities: await responders.identitiesOf(tenantId, accountId) });
    });
    app.delete("/api/user/telegram/:id", async (context) => {
      const { tenantId, accountId } = await callers.account(context.req.raw, inBrowser);
      await responders.unlink(tenantId, accountId, context.req.param("id"));
      return context.json({ message: "Unlinked successfully" });
    });
    app.get("/api/responders", async (context) => {
      const { tenantId } = await callers.account(context.req.raw);
      return context.json(await responders.list(tenantId));
    });
    app.get("/api/telegram/chats", async (context) => {
      const { tenantId } = await callers.account(context.req.raw);
      return context.json(await chats.list(tenantId));
    });
    app.delete("/api/telegram/chats/:id", async (context) => {
      const { tenantId, accountId } = await callers.account(context.req.raw, admin);
      await chats.unlink(tenantId, context.req.param("id"), { kind: "account", id: accountId });
      return context.json({ message: "Unlinked successfully" });
    });
    app.get("/api/responders/groups", async (context) => {
      const { tenantId } = await callers.account(context.req.raw);
      return context.json({ groups: await groups.list(tenantId) });
    });
    app.post("/api/responders/groups", async (context) => {
      const { tenantId, accountId } = await callers.account(context.req.raw, admin);
      const group = await readBody(context.req.raw, ResponderGroup);
      await groups.put(tenantId, group, { kind: "account", id: accountId });
      return context.json(group);
    });
    app.delete("/api/responders/groups/:name", async (context) => {
      const { tenantId, accountId } = await callers.account(context.req.raw, admin);
      await groups.remove(tenantId, context.req.param("name"), { kind: "account", id: accountId });
      return context.json({ message: "Group deleted successfully" });
    });
  };
}
