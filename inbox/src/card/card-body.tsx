import type { FieldError, InboxCard, JsonObject } from "@loopgate/contract";
import type { RefObject } from "react";
import { Link } from "wouter";
import { useTexts } from "../texts.tsx";
import { Warnings } from "../untrusted/warnings.tsx";
import { AgentBox } from "./agent-box.tsx";
import { ChoiceAnswer } from "./answers/choice-answer.tsx";
import { FormAnswer } from "./answers/form-answer.tsx";
import { TextAnswer } from "./answers/text-answer.tsx";
import type { Draft } from "./draft.ts";
import { Facts } from "./facts.tsx";
import { Headline } from "./headline.tsx";
import { Outcome } from "./outcome.tsx";
import { Timeline } from "./timeline.tsx";
import { WhatRuns, type View } from "./what-runs/what-runs.tsx";

/** Everything about a request, in the order in which it is read: first what the gate knows, then what the agent says. */
export function CardBody({
  card: shown,
  draft,
  onDraft,
  onSend,
  edited,
  view,
  onView,
  changed,
  errors,
  end,
}: {
  readonly card: InboxCard;
  readonly draft: Draft;
  readonly onDraft: (change: Partial<Draft>) => void;
  readonly onSend: () => void;
  /** The action's arguments as somebody has them now, or has approved them. */
  readonly edited: JsonObject | undefined;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly changed: number;
  readonly errors: readonly FieldError[];
  readonly end: RefObject<HTMLDivElement | null>;
}) {
  const { card, passkeys } = useTexts();
  const { face, offers } = shown;
  // Whoever answers in words answers to the agent's words, so these come first.
  const asksInWords = face.action === undefined;
  const isHeld = face.risk === "critical" && shown.confirm === "hold" && offers.includes("approve");
  return (
    <div className="mx-auto max-w-[760px] px-4 pt-4 pb-8 md:px-6 md:pt-6">
      <Headline card={shown} />
      <Outcome card={shown} />
      <Warnings face={face} />
      {asksInWords && <AgentBox card={shown} />}
      {shown.canonical !== null && (
        <WhatRuns
          card={shown}
          canonicalText={shown.canonical}
          view={view}
          onView={onView}
          edited={edited}
          onEdit={(values) => onDraft({ edited: values })}
          changed={changed}
          errors={errors}
        />
      )}
      {face.type === "choice" && (
        <ChoiceAnswer
          face={face}
          picks={draft.picks}
          isOffered={offers.includes("pick")}
          onPick={(picks) => onDraft({ picks })}
        />
      )}
      {offers.includes("text") && (
        <TextAnswer
          text={draft.text}
          suggestions={shown.suggestions}
          onText={(text) => onDraft({ text })}
          onSend={onSend}
        />
      )}
      {face.schema !== undefined && (
        <FormAnswer
          schema={face.schema}
          values={draft.values}
          errors={errors}
          isOffered={offers.includes("form")}
          onValues={(values) => onDraft({ values })}
        />
      )}
      <div ref={end} className="h-px" />
      {!asksInWords && <AgentBox card={shown} />}
      {shown.request.status === "pending" && (
        <p className="mt-3 text-[12px] text-ink3">
          {shown.bar === null ? card.reads(face.asked_by.client_id) : card.bar[shown.bar]}
        </p>
      )}
      {(shown.bar === "passkey" || isHeld) && (
        <p className="mt-1 text-[12px] text-ink3">
          {isHeld && card.heldCritical}{" "}
          <Link href="/settings" className="font-medium text-go-text underline">
            {passkeys.add}
          </Link>
        </p>
      )}
      <Facts card={shown} />
      <Timeline entries={shown.timeline} />
    </div>
  );
}
