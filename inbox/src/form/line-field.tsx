import { boxClasses } from "../ui/text-field.tsx";
import { FieldFrame } from "./field-frame.tsx";
import type { SchemaFieldProps } from "./field-props.ts";
import { fieldKindOf } from "./schema.ts";

const INPUT_TYPES: Readonly<Record<string, string>> = { email: "email", uri: "url", date: "date" };

/** A text, on one line or on several. Emptied, it is left out. */
export function LineField({ schema, value, onChange, ...rest }: SchemaFieldProps & { readonly label: string }) {
  const text = typeof value === "string" ? value : "";
  const change = (next: string) =>
    onChange(next === "" && !(rest.required && schema["minLength"] === 0) ? undefined : next);
  const isLong = fieldKindOf(schema) === "lines" || text.includes("\n") || text.length > 200;
  return (
    <FieldFrame {...rest} schema={schema}>
      {(parts) =>
        isLong ? (
          <textarea
            {...parts}
            rows={4}
            value={text}
            onChange={({ target }) => change(target.value)}
            className={`${boxClasses} field-sizing-content max-h-80 min-h-24 leading-relaxed`}
          />
        ) : (
          <input
            {...parts}
            type={(typeof schema["format"] === "string" && INPUT_TYPES[schema["format"]]) || "text"}
            value={text}
            onChange={({ target }) => change(target.value)}
            className={boxClasses}
          />
        )
      }
    </FieldFrame>
  );
}
