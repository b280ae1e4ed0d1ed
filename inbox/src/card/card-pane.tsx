import type { InboxCard } from "@loopgate/contract";
import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { useCard } from "../requests/card.ts";
import { useTexts } from "../texts.tsx";
import { Button } from "../ui/button.tsx";
import { ApiError } from "../world/api.ts";
import { Card, type CardProps } from "./card.tsx";

/** A request by its id, once it is there. A card that shows something else is another card: it is armed anew. */
export function CardPane({ id, ...rest }: { readonly id: string } & Omit<CardProps, "card" | "hasChanged">) {
  const { card, list } = useTexts();
  const { data, error, isPending, refetch } = useCard(id);
  const hasChanged = useHasChanged(data);
  if (data !== undefined)
    return <Card key={`${data.request_id} ${data.shown_digest}`} card={data} hasChanged={hasChanged} {...rest} />;
  if (isPending)
    return (
      <p role="status" className="sr-only">
        {list.loading}
      </p>
    );
  return (
    <div className="grid h-full place-content-center justify-items-center gap-3 p-6 text-center">
      <CircleAlert size={22} aria-hidden className="text-ink3" />
      <p role="alert" className="text-[14px] font-medium">
        {error instanceof ApiError && error.status === 404 ? card.gone : card.failed}
      </p>
      <div className="flex gap-3">
        <Button onClick={rest.onBack}>{card.back}</Button>
        <Button onClick={() => void refetch()}>{list.again}</Button>
      </div>
    </div>
  );
}

/** Whether this card shows something else than the one of the same request that stood here first. */
function useHasChanged(card: InboxCard | undefined): boolean {
  const [first, setFirst] = useState(card);
  if (card !== undefined && first?.request_id !== card.request_id) setFirst(card);
  return card !== undefined && first?.request_id === card.request_id && first.shown_digest !== card.shown_digest;
}
