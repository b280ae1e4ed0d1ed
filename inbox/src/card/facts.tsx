import type { InboxCard } from "@loopgate/contract";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { useLanguage } from "../texts.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { agoText } from "../ui/durations.ts";
import { ShownText } from "../untrusted/shown-text.tsx";
import { useServerTime } from "../world/server-time.ts";
import { useHeadings } from "./headings.ts";

/** Who can decide, who already did, what became of the like before, and where the answer goes. */
export function Facts({ card: shown }: { readonly card: InboxCard }) {
  const { card } = useLanguage().texts;
  const { given, needed } = shown.votes;
  return (
    <div className="mt-5 grid gap-x-8 gap-y-4 text-[13px] sm:grid-cols-2">
      <Fact label={card.whoDecides}>
        <ul className="flex flex-wrap gap-x-3 gap-y-1.5">
          {shown.responders.map(({ name, you, voted }, at) => (
            <li key={at} className="flex items-center gap-1.5">
              <span className="relative">
                <Avatar name={name} size={20} round />
                {voted && (
                  <span className="absolute -right-1 -bottom-1 grid size-3 place-items-center rounded-full bg-go text-go-ink">
                    <Check size={8} strokeWidth={4} aria-hidden />
                  </span>
                )}
              </span>
              <span>
                {voted ? card.voted(you ? card.you : name, voted) : you ? card.you : <ShownText>{name}</ShownText>}
              </span>
            </li>
          ))}
        </ul>
        <p className="mt-1 text-ink3">{needed === 1 ? card.oneIsEnough : card.votes(given, needed)}</p>
      </Fact>
      {shown.past && <Past past={shown.past} />}
      {shown.face.callback_host !== undefined && (
        <Fact label={card.callback}>
          <code className="[overflow-wrap:anywhere]">
            <ShownText>{shown.face.callback_host}</ShownText>
          </code>
        </Fact>
      )}
    </div>
  );
}

function Past({ past }: { readonly past: NonNullable<InboxCard["past"]> }) {
  const { language, texts } = useLanguage();
  const { card, time } = texts;
  const now = useServerTime();
  const { days, approved, rejected, other, last_at: last } = past;
  const notes = [
    ...(other > 0 ? [card.pastOther(other)] : []),
    ...(last === null ? [] : [card.pastLast(agoText(last, now, language, time))]),
  ];
  return (
    <Fact label={card.past(days)}>
      {approved + rejected + other === 0 ? (
        <p className="font-medium text-warn-text">{card.pastNone}</p>
      ) : (
        <>
          <p>{card.pastCounts(approved, rejected)}</p>
          <p className="mt-1 text-ink3">{notes.join(", ")}</p>
        </>
      )}
    </Fact>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const { Part } = useHeadings();
  return (
    <section aria-label={label}>
      <Part className="mb-1.5 text-[12px] font-medium text-ink3">{label}</Part>
      {children}
    </section>
  );
}
