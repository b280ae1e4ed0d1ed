import type { InboxStart } from "@loopgate/contract";
import { useQuery } from "@tanstack/react-query";
import { api } from "../world/api.ts";
import { queries } from "../world/queries.ts";
import { noteServerTime } from "../world/server-time.ts";
import { known } from "./keys.ts";

/** Who is signed in, and where. An ApiError of 401 says that nobody is. */
export function useStart() {
  return useQuery({ queryKey: known.start, queryFn: readStart, staleTime: 300_000 });
}

/** The same, where the shell has seen to it that somebody is signed in. */
export function useSignedIn(): InboxStart {
  const { data } = useStart();
  if (data === undefined) throw new Error("Nobody is signed in here");
  return data;
}

/** Reads it. Where somebody else has signed in meanwhile, nothing that his predecessor saw is kept. */
export async function readStart(): Promise<InboxStart> {
  const before = queries.getQueryData<InboxStart>(known.start)?.user_id;
  const start = await api.get<InboxStart>("/api/inbox/start");
  noteServerTime(start.now);
  if (before !== undefined && before !== start.user_id)
    queries.removeQueries({ predicate: ({ queryKey: [name] }) => name !== known.start[0] });
  queries.setQueryData(known.count, start.pending);
  return start;
}
