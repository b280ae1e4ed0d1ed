import type { InboxStart } from "@loopgate/contract";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { createContext, use } from "react";
import { api, enterTenant } from "./api.ts";
import { savePreference } from "./preferences.ts";
import { queries } from "./queries.ts";

/** Who is signed in, where, and what works here. */
export const startQuery = queryOptions({
  queryKey: ["start"],
  queryFn: () => api.get<InboxStart>("/api/inbox/start"),
});

export const useStartQuery = () => useQuery(startQuery);

export const StartContext = createContext<InboxStart | undefined>(undefined);

/** What the server said about whoever is signed in. */
export function useStart(): InboxStart {
  const start = use(StartContext);
  if (start === undefined) throw new Error("Nobody is signed in here");
  return start;
}

/** Whether the one who is signed in sees to this tenant. */
export function isAdmin({ tenant }: InboxStart): boolean {
  return tenant.role === "owner" || tenant.role === "admin";
}

/** Shows another of the account's tenants from now on; undefined: the one that is its own choice. */
export async function switchTenant(id: string | undefined): Promise<void> {
  savePreference("tenant", id);
  enterTenant(id);
  await queries.resetQueries();
}
