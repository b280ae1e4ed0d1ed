import type { InboxSessionList } from "@loopgate/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSignedIn } from "../../requests/start.ts";
import { api } from "../../world/api.ts";
import { isAdmin } from "../parts/roles.ts";

/** The sessions that agents have registered, page by page; owners and admins are told. */
export function useSessions() {
  return useInfiniteQuery({
    queryKey: ["sessions"],
    enabled: isAdmin(useSignedIn()),
    queryFn: ({ pageParam }) => api.get<InboxSessionList>("/api/inbox/sessions", { cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
    select: ({ pages }) => pages.flatMap(({ sessions }) => sessions),
  });
}
