import type { InboxCard, InboxChange } from "@loopgate/contract";
import { useEffect, useState } from "react";
import { after } from "../world/clock.ts";
import { openChangeStream } from "../world/change-stream.ts";
import { setConnection } from "../world/connection.ts";
import { queries } from "../world/queries.ts";
import { known } from "./keys.ts";
import { dropRow, readListsAgain } from "./list.ts";

/** A tab that nobody looks at gives its stream back after this: a browser opens six to one address. */
const HIDDEN_MS = 60_000;
/** Between two readings of the list: what comes alone is shown at once, a burst in longer and longer steps. */
const SHORTEST_CALM_MS = 50;
const LONGEST_CALM_MS = 400;

/** Keeps what is on the page as the server has it, while somebody looks. True while nobody does: then only the count is asked for. */
export function useLive(tenant: string): boolean {
  const isResting = useResting();
  useEffect(() => {
    if (isResting) return undefined;
    const readLists = createCalm(readListsAgain);
    const close = openChangeStream(tenant, {
      opened() {
        setConnection("live");
        // What changed while nothing was heard is read anew.
        if (hasHeard) readAll();
        hasHeard = true;
      },
      changed: (change) => take(change, readLists.ask),
      reload: readAll,
      lost: () => setConnection("lost"),
    });
    return () => {
      close();
      readLists.stop();
      setConnection("resting");
    };
  }, [tenant, isResting]);
  return isResting;
}

/** Whether there was a stream before, after which something may have been missed. */
let hasHeard = false;

function take(change: InboxChange, readLists: () => void): void {
  const { request_id: id, status, version, pending } = change;
  queries.setQueryData(known.count, pending);
  if (status !== "pending") dropRow(id);
  readLists();
  const card = queries.getQueryData<InboxCard>(known.card(id));
  if (card !== undefined && card.version < version) void queries.invalidateQueries({ queryKey: known.card(id) });
}

function readAll(): void {
  void queries.invalidateQueries({ queryKey: known.lists });
  void queries.invalidateQueries({ queryKey: known.cards });
  void queries.invalidateQueries({ queryKey: known.count });
}

/** Does it at once, and the more seldom the more often it is asked for. */
function createCalm(act: () => unknown): { ask(): void; stop(): void } {
  let wait: (() => void) | undefined;
  let isAsked = false;
  let calmMs = SHORTEST_CALM_MS;
  const begin = () => {
    act();
    isAsked = false;
    wait = after(calmMs, () => {
      wait = undefined;
      calmMs = isAsked ? Math.min(LONGEST_CALM_MS, calmMs * 2) : SHORTEST_CALM_MS;
      if (isAsked) begin();
    });
  };
  return {
    ask() {
      if (wait === undefined) begin();
      else isAsked = true;
    },
    stop: () => wait?.(),
  };
}

function useResting(): boolean {
  const [isResting, setResting] = useState(false);
  useEffect(() => {
    let cancel: (() => void) | undefined;
    const look = () => {
      cancel?.();
      cancel = undefined;
      if (document.hidden) cancel = after(HIDDEN_MS, () => setResting(true));
      else setResting(false);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      cancel?.();
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return isResting;
}
