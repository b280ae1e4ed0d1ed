import { CircleCheck } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { ShownText } from "../untrusted/shown-text.tsx";
import { after } from "../world/clock.ts";
import { lastAnnounced, onAnnounced } from "./announcing.ts";

const SHOWN_MS = 4_000;

/** Where what happens is read aloud; what somebody did himself is also shown for a moment. */
export function LiveRegion() {
  const announced = useSyncExternalStore(onAnnounced, lastAnnounced);
  const [seen, setSeen] = useState(announced);
  const isShown = announced.isShown && seen !== announced;
  useEffect(() => (isShown ? after(SHOWN_MS, () => setSeen(announced)) : undefined), [isShown, announced]);
  return (
    <>
      <div aria-live="polite" className="sr-only">
        {announced.sentence}
      </div>
      {isShown && (
        <p
          aria-hidden
          className="pointer-events-none fixed inset-x-4 bottom-24 z-40 mx-auto flex w-fit max-w-[min(440px,calc(100vw-32px))] items-center gap-2 rounded-xl border border-line bg-raised px-4 py-2.5 text-[13.5px] font-medium text-ink shadow-2xl"
        >
          <CircleCheck size={16} aria-hidden className="shrink-0 text-go-text" />
          <span className="truncate">
            <ShownText>{announced.sentence}</ShownText>
          </span>
        </p>
      )}
    </>
  );
}
