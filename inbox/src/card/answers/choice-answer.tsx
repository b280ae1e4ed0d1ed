import type { Face } from "@loopgate/contract";
import { Check } from "lucide-react";
import { useShortcuts } from "../../keys/shortcuts.ts";
import { useTexts } from "../../texts.tsx";
import { Chip } from "../../ui/chip.tsx";
import { classes } from "../../ui/classes.ts";
import { ShownText } from "../../untrusted/shown-text.tsx";

const ONE = { min: 1, max: 1 };

/** The options of a choice, one or several; the digits pick the first nine. The gate says what a pick means. */
export function ChoiceAnswer({
  face: { options, picks = ONE },
  picks: picked,
  isOffered,
  onPick,
}: {
  readonly face: Face;
  readonly picks: readonly string[];
  readonly isOffered: boolean;
  readonly onPick: (values: readonly string[]) => void;
}) {
  const { card } = useTexts();
  const isMultiple = picks.max > 1;
  const pick = (value: string) => {
    if (!isMultiple) return onPick([value]);
    return onPick(picked.includes(value) ? picked.filter((each) => each !== value) : [...picked, value]);
  };
  useShortcuts(
    isOffered
      ? Object.fromEntries(options.slice(0, 9).map(({ value }, at) => [String(at + 1), () => pick(value)]))
      : {},
  );
  return (
    <fieldset className="mt-5" disabled={!isOffered}>
      <legend className="mb-2 text-[13px] font-medium text-ink2">
        {isMultiple ? card.chooseBetween(picks.min, picks.max) : card.chooseOne}
      </legend>
      <div className="space-y-2">
        {options.map(({ value, label, effect }, at) => {
          const isPicked = picked.includes(value);
          return (
            <label
              key={value}
              className={classes(
                "flex gap-3 rounded-xl border bg-panel px-4 py-3 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-go",
                isOffered && "cursor-pointer",
                isPicked ? "border-go bg-go-soft" : "border-line2 hover:border-field",
              )}
            >
              <input
                type={isMultiple ? "checkbox" : "radio"}
                name="choice"
                className="sr-only"
                checked={isPicked}
                onChange={() => pick(value)}
              />
              <span
                aria-hidden
                className={classes(
                  "mt-px grid size-[22px] shrink-0 place-items-center font-mono text-[12px] font-semibold",
                  isMultiple ? "rounded-md" : "rounded-full",
                  isPicked ? "bg-go text-go-ink" : "bg-hover text-ink2",
                )}
              >
                {isPicked ? <Check size={13} strokeWidth={3} /> : at < 9 ? at + 1 : ""}
              </span>
              <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1 text-[14px] font-medium [overflow-wrap:anywhere]">
                <span className="[unicode-bidi:isolate]">
                  <ShownText>{label}</ShownText>
                </span>
                {effect !== "neutral" && (
                  <Chip className={effect === "approve" ? "bg-go-soft text-go-text" : "bg-bad-soft text-bad-text"}>
                    {card.effect[effect]}
                  </Chip>
                )}
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
