import type { InboxCard } from "@loopgate/contract";
import { visible } from "@loopgate/contract/visible";
import { CircleCheck, CircleX, Clock3 } from "lucide-react";
import { useTexts } from "../texts.tsx";
import { ShownText } from "../untrusted/shown-text.tsx";
import { NoteForm } from "./note-form.tsx";

/** What became of a request that waits no more. Nothing can be answered any longer. */
export function Outcome({ card: shown }: { readonly card: InboxCard }) {
  const { card } = useTexts();
  const { status, decision, response } = shown.request;
  if (status === "pending") return null;
  const isYou = shown.responders.some(({ you, voted }) => you && voted !== null && voted === decision?.outcome);
  const sentence =
    status === "completed"
      ? isYou && decision
        ? card.youDecided(decision.outcome)
        : card.ended.completed(decision?.outcome ?? "respond", decision?.responder ?? undefined)
      : card.ended[status];
  const isGood = status === "completed" && decision?.outcome !== "reject";
  const Icon = status === "timeout" ? Clock3 : isGood ? CircleCheck : CircleX;
  const said = decision?.outcome === "respond" ? response : undefined;
  const reason = decision?.reason ?? shown.reason;
  return (
    <section
      aria-label={sentence}
      className={`mt-4 rounded-xl px-4 py-3 ${isGood ? "bg-go-soft text-go-text" : "bg-hover text-ink"}`}
    >
      <p className="flex items-center gap-2 text-[14px] font-semibold">
        <Icon size={16} aria-hidden className="shrink-0" />
        <ShownText>{visible(sentence).text}</ShownText>
      </p>
      {said && <Said label={card.answer} text={said} />}
      {reason !== null && reason !== "" && <Said label={card.reason} text={reason} />}
      {shown.note_until !== null && <NoteForm card={shown} />}
    </section>
  );
}

function Said({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <p className="mt-1.5 text-[13px] [overflow-wrap:anywhere] whitespace-pre-wrap">
      <span className="font-medium">{label}: </span>
      <ShownText>{visible(text).text}</ShownText>
    </p>
  );
}
