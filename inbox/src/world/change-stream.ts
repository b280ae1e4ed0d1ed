import type { InboxChange } from "@loopgate/contract";
import { after } from "./clock.ts";
import { onDoubt } from "./connection.ts";

/** After a refusal, which ends an EventSource for good (HTML, 9.2). */
const REOPEN_MS = 5_000;

type Told = {
  readonly opened: () => void;
  readonly changed: (change: InboxChange) => void;
  /** So much has changed since the last id that everything is to be looked at again. */
  readonly reload: () => void;
  readonly lost: () => void;
};

/** Hears what changes, from after the last event that an earlier stream has told; what it returns ends that. */
export function openChangeStream(tenant: string | undefined, told: Told): () => void {
  let source: EventSource | undefined;
  let cancel: (() => void) | undefined;

  const open = () => {
    cancel?.();
    source?.close();
    const query = new URLSearchParams({ ...(lastId && { after: lastId }), ...(tenant && { tenant }) });
    source = new EventSource(`/api/inbox/events?${query}`);
    source.addEventListener("open", told.opened);
    source.addEventListener("message", ({ data, lastEventId }: MessageEvent<string>) => {
      if (lastEventId !== "") lastId = lastEventId;
      told.changed(JSON.parse(data) as InboxChange);
    });
    source.addEventListener("reload", told.reload);
    source.addEventListener("error", () => {
      told.lost();
      if (source?.readyState === EventSource.CLOSED) cancel = after(REOPEN_MS, open);
    });
  };
  open();
  // A stream may seem open for long where nothing arrives, and a browser tries again after seconds only.
  const stopDoubting = onDoubt(open);
  return () => {
    stopDoubting();
    cancel?.();
    source?.close();
  };
}

let lastId = "";
