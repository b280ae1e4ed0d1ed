import { useId, type ComponentProps, type ReactNode } from "react";
import { classes } from "./classes.ts";

/** What every box to write in shares. Sixteen pixels on a phone, or it would zoom. */
export const boxClasses =
  "w-full rounded-[9px] border border-field bg-panel px-3 py-2 text-[14px] placeholder:text-ink3 focus:outline-2 focus:outline-offset-0 focus:outline-go aria-invalid:border-bad max-md:text-[16px]";

/** A labelled line to write in, with what is wrong with it or what it is for below. */
export function TextField({
  label,
  hint,
  wrong,
  className,
  ...rest
}: ComponentProps<"input"> & {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly wrong?: string | undefined;
}) {
  const id = useId();
  const note = wrong ?? hint;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-[13px] font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={wrong !== undefined || undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        {...rest}
        className={boxClasses}
      />
      {note !== undefined && (
        <p id={`${id}-note`} className={classes("mt-1 text-[12px]", wrong ? "font-medium text-bad-text" : "text-ink3")}>
          {note}
        </p>
      )}
    </div>
  );
}
