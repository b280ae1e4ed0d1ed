import type { InboxCard } from "@loopgate/contract";
import { Check, X } from "lucide-react";
import type { ReactNode } from "react";
import { useSignedIn } from "../requests/start.ts";
import { useLanguage } from "../texts.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { agoText } from "../ui/durations.ts";
import { ShownText } from "../untrusted/shown-text.tsx";
import { useServerTime } from "../world/server-time.ts";
import { useHeadings } from "./headings.ts";

/** Who can decide, who already did, what became of the like before, and where the answer goes. */
export function Facts({ card: shown }: { readonly card: InboxCard }) {
  const { card } = useLanguage().texts;
  const { username } = useSignedIn();
  const { given, needed } = shown.votes;
  const isPending = shown.request.status === "pending";
  return (
    <div className="mt-5 grid gap-x-8 gap-y-4 text-[13px] sm:grid-cols-2">
      <Fact label={isPending ? card.whoDecides : card.whoWasAsked}>
        <ul className="flex flex-wrap gap-x-3 gap-y-1.5">
          {shown.responders.map(({ name, you, voted }, at) => (
            <li key={at} className="flex items-center gap-1.5">
              <span className="relative">
                <Avatar name={you ? username : name} size={20} round />
                {voted && <Voted isNo={voted === "reject"} />}
              </span>
              <span>
                {voted ? card.voted(you ? card.you : name, voted) : you ? card.you : <ShownText>{name}</ShownText>}
              </span>
            </li>
          ))}
        </ul>
        {(isPending || needed > 1) && (
          <p className="mt-1 text-ink3">{needed === 1 ? card.oneIsEnough : card.votes(given, needed)}</p>
        )}
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

function Voted({ isNo }: { readonly isNo: boolean }) {
  const Icon = isNo ? X : Check;
  return (
    <span
      className={`absolute -right-1 -bottom-1 grid size-3 place-items-center rounded-full ${isNo ? "bg-bad text-bad-ink" : "bg-go text-go-ink"}`}
    >
      <Icon size={8} strokeWidth={4} aria-hidden />
    </span>
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
