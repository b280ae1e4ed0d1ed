import { ChangeMember, CreateInvitation } from "@loopgate/contract";
import type { Routes } from "../../http/app.ts";
import { readBody } from "../../http/input.ts";
import type { Callers } from "../callers.ts";
import type { Fresh } from "../fresh.ts";
import type { Invitations } from "./invitations.ts";
import type { Members } from "./members.ts";

/** Routes with which owners and admins see to who is in their tenant. */
export function memberRoutes(parts: {
  readonly callers: Pick<Callers, "account">;
  readonly fresh: Fresh;
  readonly invitations: Invitations;
  readonly members: Members;
}): Routes {
  const { callers, fresh, invitations, members } = parts;
  const admin = { role: "admin", in: "browser" } as const;

  return (app) => {
    app.post("/api/tenant/invitations", async (context) => {
      const account = await callers.account(context.req.raw, admin);
      const input = await readBody(context.req.raw, CreateInvitation);
      await fresh.use(context.req.raw, account, input);
      return context.json(await invitations.create(account.tenantId, account.accountId, input), 201);
    });
    app.get("/api/tenant/invitations", async (context) => {
      const { tenantId } = await callers.account(context.req.raw, { role: "admin" });
      return context.json(await invitations.list(tenantId));
    });
    app.delete("/api/tenant/invitations/:id", async (context) => {
      const { tenantId, accountId } = await callers.account(context.req.raw, admin);
      await invitations.revoke(tenantId, context.req.param("id"), { kind: "account", id: accountId });
      return context.json({ message: "Invitation revoked successfully" });
    });
    app.get("/api/tenant/members", async (context) => {
      const { tenantId } = await callers.account(context.req.raw, { role: "admin" });
      return context.json(await members.list(tenantId));
    });
    app.post("/api/tenant/members/:id", async (context) => {
      const account = await callers.account(context.req.raw, admin);
      const { role, ...given } = await readBody(context.req.raw, ChangeMember);
      await fresh.use(context.req.raw, account, given);
      const id = context.req.param("id");
      await members.changeRole(account, id, role);
      return context.json({ user_id: id, role });
    });
    app.delete("/api/tenant/members/:id", async (context) => {
      const id = context.req.param("id");
      const account = await callers.account(context.req.raw, { in: "browser" });
      // Anybody may leave.
      if (account.accountId !== id) await callers.account(context.req.raw, admin);
      await members.remove(account, id);
      return context.json({ message: "Member removed successfully" });
    });
  };
}
