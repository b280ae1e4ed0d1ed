import type { InboxCount } from "@loopgate/contract";
import { useQuery } from "@tanstack/react-query";
import { api } from "../world/api.ts";
import { noteServerTime } from "../world/server-time.ts";
import { known } from "./keys.ts";

/** How many requests wait; the stream and the list tell it by the way, a hidden tab asks now and then. */
export function useCount({ polled }: { readonly polled: boolean }): number | undefined {
  const { data } = useQuery({
    queryKey: known.count,
    queryFn: async () => {
      const { count, now } = await api.get<InboxCount>("/api/inbox/count");
      noteServerTime(now);
      return count;
    },
    staleTime: Infinity,
    refetchInterval: polled ? 30_000 : false,
    refetchIntervalInBackground: true,
  });
  return data;
}
