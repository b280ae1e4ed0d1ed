import type { InboxQuery } from "@loopgate/contract";

/** The names under which the page keeps what it knows. */
export const known = {
  start: ["start"] as const,
  count: ["count"] as const,
  lists: ["requests"] as const,
  list: (query: InboxQuery) => ["requests", query] as const,
  cards: ["card"] as const,
  card: (id: string) => ["card", id] as const,
};
