import { useState } from "react";
import { boxClasses } from "../ui/text-field.tsx";
import { FieldFrame } from "./field-frame.tsx";
import type { SchemaFieldProps } from "./schema-field.tsx";

/** A number. What is none yet stays as it was typed, and goes to the validator as a text, which says so. */
export function NumberField({ schema, value, onChange, ...rest }: SchemaFieldProps & { readonly label: string }) {
  const [typed, setTyped] = useState(value === undefined ? "" : String(value));
  const change = (next: string) => {
    setTyped(next);
    const trimmed = next.trim();
    if (trimmed === "") onChange(undefined);
    else onChange(isNumber(trimmed) ? Number(trimmed) : next);
  };
  return (
    <FieldFrame {...rest} schema={schema}>
      {(parts) => (
        <input
          {...parts}
          type="text"
          inputMode={schema["type"] === "integer" ? "numeric" : "decimal"}
          autoComplete="off"
          value={typed}
          onChange={({ target }) => change(target.value)}
          className={`${boxClasses} tabular-nums`}
        />
      )}
    </FieldFrame>
  );
}

/** JSON's own way to write one (RFC 8259, 6), and only what a double holds. */
function isNumber(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text));
}
