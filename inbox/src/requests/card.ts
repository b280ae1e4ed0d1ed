import type { InboxCard } from "@loopgate/contract";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "../world/api.ts";
import { queries } from "../world/queries.ts";
import { noteServerTime } from "../world/server-time.ts";
import { known } from "./keys.ts";

/** One request, whole. */
export function useCard(id: string) {
  return useQuery({ queryKey: known.card(id), queryFn: () => readCard(id), staleTime: 10_000 });
}

async function readCard(id: string): Promise<InboxCard> {
  const card = await api.get<InboxCard>(cardPath(id));
  noteServerTime(card.now);
  return card;
}

export function cardPath(id: string): string {
  return `/api/inbox/requests/${encodeURIComponent(id)}`;
}

/** Puts in what an answer has brought. */
export function keepCard(id: string, card: InboxCard): void {
  noteServerTime(card.now);
  queries.setQueryData(known.card(id), card);
}

/** Tells the gate that a person has this card before his eyes. */
export function useSeen({ request_id: id, request }: InboxCard): void {
  const isPending = request.status === "pending";
  useEffect(() => {
    // Nothing depends on it: what fails is not tried again.
    if (isPending) api.post(`${cardPath(id)}/seen`).catch(() => undefined);
  }, [id, isPending]);
}
