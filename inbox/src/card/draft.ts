import type { InboxCard, Json, JsonObject } from "@loopgate/contract";
import { useState } from "react";
import { startOf } from "../form/schema.ts";
import { useSignedIn } from "../requests/start.ts";
import { readDraft, saveDraft } from "../world/drafts.ts";

/** What a person has begun to answer. */
export type Draft = {
  /** Values of the options that are picked. */
  readonly picks: readonly string[];
  readonly text: string;
  readonly values: JsonObject;
  /** The action's arguments where they were edited. */
  readonly edited: JsonObject | undefined;
  /** Why not. */
  readonly reason: string;
};

/** What this person has begun for this card, kept for as long as the tab. */
export function useDraft(card: InboxCard): readonly [Draft, (change: Partial<Draft>) => void] {
  const { request_id: requestId, shown_digest: digest } = card;
  const { user_id: accountId } = useSignedIn();
  const place = { accountId, requestId };
  const [draft, setDraft] = useState<Draft>(() => ({ ...emptyOf(card), ...readDraft(place, digest) }));
  const change = (part: Partial<Draft>) =>
    setDraft((before) => {
      const next = { ...before, ...part };
      saveDraft(place, digest, next);
      return next;
    });
  return [draft, change];
}

function emptyOf({ face }: InboxCard): Draft {
  const start: Json | undefined = face.schema && startOf(face.schema, face.schema);
  return { picks: [], text: "", values: (start as JsonObject | undefined) ?? {}, edited: undefined, reason: "" };
}
