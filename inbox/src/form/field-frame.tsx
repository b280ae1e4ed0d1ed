import type { FieldError } from "@loopgate/contract";
import { visible } from "@loopgate/contract/visible";
import { useId, type ReactNode } from "react";
import { useTexts } from "../texts.tsx";
import { ShownText } from "../untrusted/shown-text.tsx";

/** What a control needs to belong to its label and its notes. */
export type FieldParts = {
  readonly id: string;
  readonly "aria-invalid": true | undefined;
  readonly "aria-describedby": string | undefined;
  readonly "aria-required": true | undefined;
};

/** The label of a field, its control, what it is for and what is wrong with it. */
export function FieldFrame({
  label,
  schema,
  path,
  required,
  errors,
  group = false,
  children,
}: {
  readonly label: string;
  readonly schema: { readonly description?: unknown };
  readonly path: string;
  readonly required: boolean;
  readonly errors: readonly FieldError[];
  /** Several controls under one label. */
  readonly group?: boolean;
  readonly children: (parts: FieldParts) => ReactNode;
}) {
  const { field } = useTexts();
  const id = useId();
  const wrong = errors.filter((error) => error.path === path).map(({ message }) => field.wrong(message));
  const { description } = schema;
  const notes = [
    ...(wrong.length > 0 ? [`${id}-wrong`] : []),
    ...(typeof description === "string" ? [`${id}-note`] : []),
  ];
  const parts: FieldParts = {
    id,
    "aria-invalid": wrong.length > 0 || undefined,
    "aria-describedby": notes.length === 0 ? undefined : notes.join(" "),
    "aria-required": required || undefined,
  };
  const heading = (
    <>
      <ShownText>{label}</ShownText>
      {!required && <span className="font-normal text-ink3"> · {field.optional}</span>}
    </>
  );
  const content = (
    <>
      {children(parts)}
      {wrong.length > 0 && (
        <p id={`${id}-wrong`} className="mt-1 text-[12px] font-medium text-bad-text">
          <ShownText>{wrong.join(" ")}</ShownText>
        </p>
      )}
      {typeof description === "string" && (
        <p id={`${id}-note`} className="mt-1 text-[12px] break-words text-ink3">
          <ShownText>{visible(description).text}</ShownText>
        </p>
      )}
    </>
  );
  const headingClasses = "mb-1.5 block text-[13px] font-medium break-words";
  return group ? (
    <fieldset aria-describedby={parts["aria-describedby"]}>
      <legend className={headingClasses}>{heading}</legend>
      {content}
    </fieldset>
  ) : (
    <div>
      <label htmlFor={id} className={headingClasses}>
        {heading}
      </label>
      {content}
    </div>
  );
}
