import type { InboxSessionList } from "@loopgate/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api } from "../../world/api.ts";

/** The sessions that agents have registered, page by page. */
export function useSessions() {
  return useInfiniteQuery({
    queryKey: ["sessions"],
    queryFn: ({ pageParam }) => api.get<InboxSessionList>("/api/inbox/sessions", { cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
    select: ({ pages }) => pages.flatMap(({ sessions }) => sessions),
  });
}
