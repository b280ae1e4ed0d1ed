import type { InboxStart } from "@loopgate/contract";

/** Whether the one who is signed in sees to this tenant. */
export function isAdmin({ tenant }: InboxStart): boolean {
  return tenant.role === "owner" || tenant.role === "admin";
}
