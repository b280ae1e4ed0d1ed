import type { InboxCard } from "@loopgate/contract";
import { Check, KeyRound, Send } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useTexts } from "../texts.tsx";
import { Button } from "../ui/button.tsx";
import { onPreference, readPreference } from "../world/preferences.ts";
import { HoldButton } from "./hold-button.tsx";
import { PressButton } from "./press-button.tsx";

/** The two buttons under a card: no on the left, always one step; yes on the right, at the price of the risk. */
export function ActionBar({
  label,
  isApproval,
  confirm,
  isReady,
  note,
  onYes,
  onBlocked,
  onNo,
  onDiscard,
}: {
  /** What the yes is called. */
  readonly label: string;
  /** Whether the yes lets something run; else it is an answer. */
  readonly isApproval: boolean;
  readonly confirm: InboxCard["confirm"];
  readonly isReady: boolean;
  readonly note: string | undefined;
  readonly onYes: (() => void) | undefined;
  /** Told of a yes that may not be given yet. */
  readonly onBlocked: () => void;
  readonly onNo: (() => void) | undefined;
  readonly onDiscard: (() => void) | undefined;
}) {
  const { answer } = useTexts();
  const pressesTwice = useSyncExternalStore(onPreference, () => readPreference("confirm") === "twice");
  const holds = confirm === "hold" && !pressesTwice;
  const Icon = confirm === "passkey" ? KeyRound : isApproval ? Check : Send;
  const content = (
    <>
      <Icon size={16} aria-hidden />
      {label}
    </>
  );
  return (
    <div role="group" aria-label={answer.actions} className="flex items-center gap-3">
      {onNo && (
        <Button look="bad" shortcut="d" className="max-md:flex-1" onClick={onNo}>
          {onYes ? answer.reject : answer.decline}
        </Button>
      )}
      <span className="ml-auto min-w-0 text-right text-[12px] text-ink3 max-md:hidden">{note}</span>
      {onDiscard && (
        <Button look="quiet" className="max-md:hidden" onClick={onDiscard}>
          {answer.discard}
        </Button>
      )}
      {onYes &&
        (holds ? (
          <HoldButton isReady={isReady} shortcutText={answer.holdKey} onHeld={onYes} onBlocked={onBlocked}>
            {content}
          </HoldButton>
        ) : (
          <PressButton
            isReady={isReady}
            twice={confirm === "hold"}
            again={answer.again}
            onPressed={onYes}
            onBlocked={onBlocked}
          >
            {content}
          </PressButton>
        ))}
    </div>
  );
}
