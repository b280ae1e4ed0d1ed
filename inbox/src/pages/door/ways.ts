import type { SignInWays } from "@loopgate/contract";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../world/api.ts";

/** How somebody may come in here, which everybody may know. */
export function useWays() {
  return useQuery({
    queryKey: ["ways"],
    queryFn: () => api.get<SignInWays>("/api/auth/ways"),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
