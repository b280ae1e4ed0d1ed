import type { Routes } from "../../http/app.ts";
import type { Callers } from "../callers.ts";
import type { AccountPrincipal } from "../principal.ts";
import type { Connections } from "./connections.ts";

/** Routes with which an account looks after the clients that it has let in. */
export function connectionRoutes({
  callers,
  connections,
}: {
  readonly callers: Pick<Callers, "account">;
  readonly connections: Connections;
}): Routes {
  /** Owner and admin see to all connections of the tenant, anybody else to his own. */
  function ownOnly({ role, accountId }: AccountPrincipal): string | undefined {
    return role === "owner" || role === "admin" ? undefined : accountId;
  }

  return (app) => {
    app.get("/api/user/connections", async (context) => {
      const account = await callers.account(context.req.raw);
      return context.json(await connections.list(account.tenantId, ownOnly(account)));
    });
    app.delete("/api/user/connections/:id", async (context) => {
      const account = await callers.account(context.req.raw);
      const by = { kind: "account", id: account.accountId } as const;
      await connections.revoke(account.tenantId, context.req.param("id"), by, { accountId: ownOnly(account) });
      return context.json({ message: "Connection revoked successfully" });
    });
  };
}
