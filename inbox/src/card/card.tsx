import type { InboxCard, JsonObject, Reply } from "@loopgate/contract";
import { useCallback, useState } from "react";
import { ActionBar } from "../decide/action-bar.tsx";
import { sendAnswer } from "../decide/answering.ts";
import { RejectSheet } from "../decide/reject-sheet.tsx";
import { useArmed } from "../decide/use-armed.ts";
import { useEndSeen } from "../decide/use-end-seen.ts";
import { BrokenContext } from "../form/broken.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { useSeen } from "../requests/card.ts";
import { useTexts } from "../texts.tsx";
import { announce } from "../ui/announcing.ts";
import { onNextFrame } from "../world/clock.ts";
import { CardBody } from "./card-body.tsx";
import { CardHeader, type Position } from "./card-header.tsx";
import { useDraft } from "./draft.ts";
import { yesOf } from "./reply.ts";
import { useTrouble } from "./trouble.ts";
import { changesBetween } from "./what-runs/changed-leaves.ts";
import type { View } from "./what-runs/what-runs.tsx";

export type CardProps = {
  readonly card: InboxCard;
  /** Whether something else stood here before, of the same request. */
  readonly hasChanged: boolean;
  readonly position: Position | undefined;
  readonly onBack: () => void;
  readonly onAnswered: (id: string) => void;
};

/** One request: what it is about, and what it takes to answer. */
export function Card({ card, hasChanged, position, onBack, onAnswered }: CardProps) {
  const { answer } = useTexts();
  const [draft, change] = useDraft(card);
  const [view, setView] = useState<View>(draft.edited === undefined ? "fields" : "edit");
  const [isRejecting, setRejecting] = useState(draft.reason !== "");
  const [isSending, setSending] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set());
  const { trouble, explain, clear } = useTrouble(hasChanged && card.request.status === "pending");
  const isArmed = useArmed();
  const { isSeen, end, scroller } = useEndSeen();
  useSeen(card);

  const isPending = card.request.status === "pending";
  const edited = isPending ? draft.edited : decidedArguments(card);
  const changed = edited && card.arguments ? changesBetween(card.arguments, edited).length : 0;
  const yes = isPending ? yesOf(card, draft, changed) : undefined;
  const isNo = yes?.kind === "reply" && yes.isNo;
  const mustSee = !isNo && (card.face.risk === "high" || card.face.risk === "critical");
  const isReady = isArmed && !isSending && broken.size === 0 && yes?.kind === "reply" && (isSeen || !mustSee);
  const errors = yes?.kind === "invalid" && (isChecked || view === "edit") ? yes.errors : [];

  const send = async (reply: Reply) => {
    setSending(true);
    clear();
    const answered = await sendAnswer(card, reply).finally(() => setSending(false));
    if (answered.kind !== "recorded") return explain(answered);
    const { status, decision } = answered.card.request;
    const said = status === "pending" ? answer.counted : answer.sent[decision?.outcome ?? "respond"];
    announce(`${said} · ${card.face.action?.name ?? card.face.asked_by.client_id}`, { isShown: true });
    return onAnswered(card.request_id);
  };
  const blocked = () => {
    if (!isArmed || isSending) return;
    setChecked(true);
    if (yes?.kind === "invalid") {
      if (card.offers.includes("edit")) setView("edit");
      announce(answer.invalid(yes.errors.length));
      onNextFrame(() => scroller.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    } else if (mustSee && !isSeen) {
      announce(answer.readFirst);
      end.current?.scrollIntoView({ block: "end", behavior: "smooth" });
    }
  };
  const edit = () => {
    setView("edit");
    onNextFrame(() =>
      scroller.current?.querySelector<HTMLElement>("[data-editor] :is(input, textarea, select)")?.focus(),
    );
  };
  const reject = () => isArmed && !isSending && setRejecting(true);
  const canReject = isPending && card.offers.includes("reject");
  useShortcuts({
    d: canReject && !isRejecting ? reject : undefined,
    e: isPending && card.offers.includes("edit") ? edit : undefined,
  });
  const tellBroken = useCallback(
    (field: string, isBroken: boolean) =>
      setBroken((before) => {
        if (before.has(field) === isBroken) return before;
        const next = new Set(before);
        if (isBroken) next.add(field);
        else next.delete(field);
        return next;
      }),
    [],
  );
  const note = mustSee && !isSeen ? answer.readFirst : changed > 0 ? answer.changed(changed) : undefined;

  return (
    <article
      aria-labelledby="headline"
      data-armed={isArmed || undefined}
      data-request={card.request_id}
      className="flex h-full flex-col"
    >
      <CardHeader card={card} position={position} onBack={onBack} />
      <div ref={scroller} className="scroll-y min-h-0 flex-1">
        <BrokenContext value={tellBroken}>
          <CardBody
            card={card}
            draft={draft}
            onDraft={change}
            onSend={() =>
              isReady && yes.kind === "reply" && card.confirm === "press" ? void send(yes.reply) : blocked()
            }
            edited={edited}
            view={view}
            onView={setView}
            changed={changed}
            errors={errors}
            end={end}
          />
        </BrokenContext>
      </div>
      {(yes !== undefined || canReject || trouble !== undefined) && (
        <footer className="shrink-0 border-t border-line bg-panel px-4 pt-3 pb-[max(12px,env(safe-area-inset-bottom))] md:px-6">
          <div className="mx-auto max-w-[712px]">
            <p role="alert" className="mb-2.5 text-[13px] font-medium text-bad-text empty:hidden">
              {trouble}
            </p>
            {isRejecting && canReject ? (
              <RejectSheet
                agent={card.face.asked_by.client_id}
                reason={draft.reason}
                isSending={isSending || !isArmed}
                onReason={(reason) => change({ reason })}
                onConfirm={() => {
                  const reason = draft.reason.trim();
                  if (isArmed && !isSending) void send({ kind: "reject", ...(reason !== "" && { reason }) });
                }}
                onCancel={() => setRejecting(false)}
              />
            ) : (
              <ActionBar
                label={isSending ? answer.sending : labelOf()}
                isApproval={card.face.type === "confirmation"}
                confirm={isNo ? "press" : card.confirm}
                isReady={isReady}
                note={note}
                onYes={yes && (() => yes.kind === "reply" && void send(yes.reply))}
                onBlocked={blocked}
                onNo={canReject ? reject : undefined}
                onDiscard={isPending && changed > 0 ? () => change({ edited: undefined }) : undefined}
              />
            )}
          </div>
        </footer>
      )}
    </article>
  );

  function labelOf(): string {
    const { type } = card.face;
    if (type === "choice") return answer.sendChoice;
    if (type !== "confirmation") return card.confirm === "passkey" ? answer.sendPasskey : answer.send;
    if (changed > 0) return card.confirm === "hold" ? answer.holdChanges : answer.approveChanges;
    return { press: answer.approve, hold: answer.hold, passkey: answer.passkey }[card.confirm];
  }
}

/** What was approved in place of what the agent asked for. */
function decidedArguments({ request: { decision } }: InboxCard): JsonObject | undefined {
  return decision?.outcome === "edit" ? (decision.arguments ?? undefined) : undefined;
}
