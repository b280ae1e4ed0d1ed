import type { InboxCard } from "@loopgate/contract";
import { ArrowLeft, ChevronDown, ChevronUp } from "lucide-react";
import { useTexts } from "../texts.tsx";
import { Countdown } from "../ui/countdown.tsx";
import { RiskChip } from "../ui/risk.tsx";
import { TypeIcon } from "../ui/type-icon.tsx";

/** Where in the list the card is. */
export type Position = {
  readonly at: number;
  readonly of: number;
  readonly onStep: (step: 1 | -1) => void;
};

/** Risk, kind, code, and how long there is. */
export function CardHeader({
  card: shown,
  position,
  onBack,
}: {
  readonly card: InboxCard;
  readonly position: Position | undefined;
  readonly onBack: () => void;
}) {
  const { card, words } = useTexts();
  const { status } = shown.request;
  return (
    <header className="flex h-[52px] shrink-0 items-center gap-2.5 border-b border-line px-3 md:px-6">
      <button
        type="button"
        onClick={onBack}
        aria-label={card.back}
        className="grid size-11 place-items-center rounded-lg hover:bg-hover md:hidden"
      >
        <ArrowLeft size={20} aria-hidden />
      </button>
      <RiskChip risk={shown.face.risk} />
      <span className="inline-flex items-center gap-1.5 text-[13px] text-ink3 max-md:hidden">
        <TypeIcon type={shown.face.type} size={14} />
        {words.type[shown.face.type]}
      </span>
      <span className="text-[12px] text-ink3">
        <span className="sr-only">{card.code} </span>
        <code>{shown.code}</code>
      </span>
      <span className="flex-1" />
      {status === "pending" ? (
        <span className="inline-flex items-center gap-2 text-[13px] font-medium" title={card.timeoutMeans}>
          <Countdown from={shown.created_at} until={shown.expires_at} size={17} />
        </span>
      ) : (
        <span className="text-[13px] font-medium text-ink2">{words.status[status]}</span>
      )}
      {position && <Steps {...position} />}
    </header>
  );
}

function Steps({ at, of, onStep }: Position) {
  const { list } = useTexts();
  const classes = "grid size-8 place-items-center rounded-lg hover:bg-hover disabled:opacity-40";
  return (
    <span className="flex items-center border-l border-line pl-3 text-ink3 max-md:hidden">
      <span className="mr-1 text-[12px] tabular-nums">{list.position(at, of)}</span>
      <button
        type="button"
        aria-label={list.previous}
        aria-keyshortcuts="k"
        disabled={at <= 1}
        onClick={() => onStep(-1)}
        className={classes}
      >
        <ChevronUp size={17} aria-hidden />
      </button>
      <button
        type="button"
        aria-label={list.next}
        aria-keyshortcuts="j"
        disabled={at >= of}
        onClick={() => onStep(1)}
        className={classes}
      >
        <ChevronDown size={17} aria-hidden />
      </button>
    </span>
  );
}
