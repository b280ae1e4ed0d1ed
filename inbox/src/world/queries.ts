import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api.ts";

/** What the page knows of the server. A refusal is an answer, and is not asked for again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
    },
  },
});
