import type { Json } from "@loopgate/contract";
import { useState } from "react";
import { boxClasses } from "../ui/text-field.tsx";
import { FieldFrame } from "./field-frame.tsx";
import type { SchemaFieldProps } from "./field-props.ts";

/** A number. What is none yet stays as it was typed, and goes to the validator as a text, which says so. */
export function NumberField({ schema, value, onChange, ...rest }: SchemaFieldProps & { readonly label: string }) {
  const [typed, setTyped] = useState(() => textOf(value));
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

function textOf(value: Json | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** JSON's own way to write one (RFC 8259, 6), and only what a double holds. */
function isNumber(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text));
}
