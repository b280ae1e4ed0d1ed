import { useSyncExternalStore } from "react";
import { lastAnnounced, onAnnounced } from "./announcing.ts";

/** Where what happens is read aloud. */
export function LiveRegion() {
  return (
    <div aria-live="polite" className="sr-only">
      {useSyncExternalStore(onAnnounced, lastAnnounced)}
    </div>
  );
}
