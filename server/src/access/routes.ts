import { AddAccount, LoopgateError, ResetPassword, type OperatorStatus, type OwnerLink } from "@loopgate/contract";
import type { Routes } from "../http/app.ts";
import { readBody } from "../http/input.ts";
import type { TenantId } from "../gate/request.ts";
import type { Actor } from "../gate/transition.ts";
import type { Accounts } from "./accounts/accounts.ts";
import type { Tenants } from "./accounts/tenants.ts";

/** Routes for whoever runs the server, by the operator's credential. */
export function operatorRoutes(parts: {
  readonly authenticate: (request: Request) => Promise<TenantId>;
  readonly status: () => Promise<OperatorStatus>;
  /** A whole backup, as it is made. */
  readonly backup: () => ReadableStream<Uint8Array>;
  readonly accounts: Accounts;
  readonly tenants: Tenants;
  readonly passkeys: {
    count(accountId: string): Promise<number>;
    removeAll(accountId: string, by: Actor): Promise<void>;
  };
  readonly ownerLink: () => Promise<OwnerLink>;
  /** A password that nobody guesses. */
  readonly newPassword: (username: string) => string;
}): Routes {
  const { authenticate, accounts, tenants, passkeys, newPassword } = parts;
  return (app) => {
    app.get("/api/operator/status", async (context) => {
      await authenticate(context.req.raw);
      return context.json(await parts.status());
    });
    app.get("/api/operator/backup", async (context) => {
      await authenticate(context.req.raw);
      return context.body(parts.backup(), 200, { "content-type": "application/gzip" });
    });
    app.post("/api/operator/owner", async (context) => {
      await authenticate(context.req.raw);
      return context.json(await parts.ownerLink());
    });
    app.get("/api/operator/users", async (context) => {
      await authenticate(context.req.raw);
      return context.json({ users: await accounts.list() });
    });
    app.post("/api/operator/users", async (context) => {
      const tenantId = await authenticate(context.req.raw);
      const { username, role } = await readBody(context.req.raw, AddAccount);
      if (role === "owner")
        throw new LoopgateError("invalid_request", "An owner is made by a one-time code: loopgate owner create.", [
          { path: "role", message: "must not be owner" },
        ]);
      const password = newPassword(username);
      const id = await accounts.register(username, password);
      if (role) await tenants.join(tenantId, tenantId, { accountId: id, role }, { kind: "operator" });
      return context.json({ user_id: id, username, password });
    });
    app.post("/api/operator/users/reset-password", async (context) => {
      await authenticate(context.req.raw);
      const { username, remove_passkeys: removes = false } = await readBody(context.req.raw, ResetPassword);
      const account = await accounts.named(username);
      if (account && removes) await passkeys.removeAll(account.id, { kind: "operator" });
      const password = newPassword(username);
      const id = await accounts.resetPassword(username, password);
      return context.json({ user_id: id, username, password, passkeys: await passkeys.count(id) });
    });
  };
}
