import { useId, type ReactNode } from "react";
import { classes } from "../../ui/classes.ts";

/** One of a few, all of them in sight. */
export function Segments<Value extends string>({
  label,
  value,
  options,
  onChoose,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: ReactNode }[];
  readonly onChoose: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset className="inline-flex max-w-full flex-wrap gap-0.5 rounded-[10px] bg-hover p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={classes(
            "inline-flex h-10 cursor-pointer items-center gap-1.5 rounded-[8px] px-3 text-[13.5px] font-medium md:h-8",
            "has-focus-visible:outline-2 has-focus-visible:outline-go",
            option.value === value ? "bg-raised text-ink shadow-[0_1px_2px_rgb(0_0_0/.12)]" : "text-ink2",
          )}
        >
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
            className="sr-only"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}

/** A box to tick, with what ticking it means. */
export function Check({
  label,
  hint,
  checked,
  disabled = false,
  onChange,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5 py-1 text-[14px] has-disabled:cursor-not-allowed has-disabled:opacity-60">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-[3px] size-[17px] shrink-0 accent-go"
      />
      <span>
        {label}
        {hint && <span className="block text-[13px] text-ink3">{hint}</span>}
      </span>
    </label>
  );
}
