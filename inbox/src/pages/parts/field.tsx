import { useId, type ComponentProps, type ReactNode } from "react";
import { classes } from "../../ui/classes.ts";

/** How whatever one can type into or choose from looks. 16 px on a phone, where less makes the browser zoom in. */
export const inputClasses =
  "h-11 w-full rounded-[9px] border border-field bg-panel px-3 text-[16px] placeholder:text-ink3 aria-invalid:border-bad md:h-10 md:text-[14.5px]";

/** A label, what it labels, and what helps to fill it in. */
export function Field({
  label,
  hint,
  error,
  className,
  children,
}: {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly className?: string;
  /** Draws the input with what ties it to the label. */
  readonly children: (tied: {
    readonly id: string;
    readonly "aria-describedby": string | undefined;
    readonly "aria-invalid": true | undefined;
  }) => ReactNode;
}) {
  const id = useId();
  const about = hint !== undefined || error !== undefined ? `${id}-about` : undefined;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-[13px] font-medium">
        {label}
      </label>
      {children({ id, "aria-describedby": about, "aria-invalid": error === undefined ? undefined : true })}
      {about !== undefined && (
        <p id={about} className={classes("mt-1.5 text-[13px]", error === undefined ? "text-ink3" : "text-bad-text")}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

export function TextField({
  label,
  hint,
  error,
  className,
  ...input
}: Omit<ComponentProps<"input">, "id"> & {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}) {
  return (
    <Field label={label} hint={hint} error={error} {...(className !== undefined && { className })}>
      {(tied) => <input {...input} {...tied} className={inputClasses} />}
    </Field>
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
        <select {...select} {...tied} className={inputClasses}>
          {children}
        </select>
      )}
    </Field>
  );
}
