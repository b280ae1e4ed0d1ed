import { useId, type ComponentProps, type ReactNode } from "react";
import { classes } from "../../ui/classes.ts";
import { boxClasses } from "../../ui/text-field.tsx";

/** A label, what it labels, and what helps to fill it in. */
export function Field({
  label,
  hint,
  wrong,
  className,
  children,
}: {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly wrong?: string | undefined;
  readonly className?: string;
  /** Draws the input with what ties it to the label. */
  readonly children: (tied: {
    readonly id: string;
    readonly "aria-describedby": string | undefined;
    readonly "aria-invalid": true | undefined;
  }) => ReactNode;
}) {
  const id = useId();
  const note = wrong ?? hint;
  const noteId = note === undefined ? undefined : `${id}-note`;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-[13px] font-medium">
        {label}
      </label>
      {children({ id, "aria-describedby": noteId, "aria-invalid": wrong === undefined ? undefined : true })}
      {note !== undefined && (
        <p id={noteId} className={classes("mt-1 text-[12px]", wrong ? "font-medium text-bad-text" : "text-ink3")}>
          {note}
        </p>
      )}
    </div>
  );
}

export function SelectField({
  label,
  hint,
  className,
  children,
  ...select
}: Omit<ComponentProps<"select">, "id"> & { readonly label: string; readonly hint?: ReactNode }) {
  return (
    <Field label={label} hint={hint} {...(className !== undefined && { className })}>
      {(tied) => (
        <select {...select} {...tied} className={boxClasses}>
          {children}
        </select>
      )}
    </Field>
  );
}
