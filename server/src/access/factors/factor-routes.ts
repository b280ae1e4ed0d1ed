import { AddPasskey, BeginPasskey, BindBrowserKey, ChangePassword, RemovePasskey } from "@loopgate/contract";
import type { Routes } from "../../http/app.ts";
import { readBody } from "../../http/input.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Callers } from "../callers.ts";
import type { Fresh } from "../fresh.ts";
import { checkedBrowserKey, type BrowserKeys } from "./browser-keys.ts";
import type { FactorChanges } from "./changes.ts";
import { partyAt } from "./party.ts";
import type { Passkeys } from "./passkeys.ts";

/** Routes with which somebody who is signed in sees to his password, his passkeys and the key of his browser. */
export function factorRoutes(parts: {
  readonly callers: Pick<Callers, "account">;
  readonly fresh: Fresh;
  readonly passkeys: Pick<Passkeys, "askNew" | "list">;
  readonly changes: FactorChanges;
  readonly browserKeys: BrowserKeys;
  readonly accounts: Pick<Accounts, "changePassword">;
  readonly url: () => URL;
}): Routes {
  const { callers, fresh, passkeys, changes, browserKeys, accounts, url } = parts;
  const signedIn = (request: Request) => callers.account(request, { in: "browser" });

  return (app) => {
    app.post("/api/user/fresh", async (context) => {
      const account = await signedIn(context.req.raw);
      return context.json(await fresh.ask(account));
    });
    app.get("/api/user/passkeys", async (context) => {
      const { accountId, signInId } = await signedIn(context.req.raw);
      return context.json({
        passkeys: await passkeys.list(accountId),
        rp_id: partyAt(url())?.id ?? null,
        browser_key: await browserKeys.isBound(signInId),
      });
    });
    app.post("/api/user/passkeys/options", async (context) => {
      const account = await signedIn(context.req.raw);
      const { password } = await readBody(context.req.raw, BeginPasskey);
      if (password !== undefined) await fresh.use(context.req.raw, account, { password });
      return context.json(await passkeys.askNew(account));
    });
    app.post("/api/user/passkeys", async (context) => {
      const account = await signedIn(context.req.raw);
      const { password, passkey, ...made } = await readBody(context.req.raw, AddPasskey);
      await fresh.use(context.req.raw, account, { password, passkey });
      return context.json(await changes.add(account, made), 201);
    });
    app.delete("/api/user/passkeys/:id", async (context) => {
      const account = await signedIn(context.req.raw);
      await fresh.use(context.req.raw, account, await readBody(context.req.raw, RemovePasskey));
      const { accountId } = account;
      await changes.remove(accountId, context.req.param("id"), { kind: "account", id: accountId });
      return context.json({ message: "Passkey removed successfully" });
    });
    app.post("/api/user/password", async (context) => {
      const account = await signedIn(context.req.raw);
      const { new_password: password, ...given } = await readBody(context.req.raw, ChangePassword);
      await fresh.use(context.req.raw, account, given);
      await accounts.changePassword(account, password);
      return context.json({ message: "Password changed successfully" });
    });
    app.post("/api/auth/browser-key", async (context) => {
      const account = await signedIn(context.req.raw);
      const { browser_key: browserKey, ...given } = await readBody(context.req.raw, BindBrowserKey);
      checkedBrowserKey(browserKey);
      await fresh.use(context.req.raw, account, given);
      await browserKeys.bind(account.signInId, browserKey);
      return context.json({ message: "Browser key bound successfully" });
    });
  };
}
