import type { FieldError, Json, JsonObject } from "@loopgate/contract";
import { JsonField } from "../../form/json-field.tsx";
import { SchemaField } from "../../form/schema-field.tsx";
import { useTexts } from "../../texts.tsx";

/** The arguments as fields of their schema; without one, as JSON. */
export function ArgumentsEditor({
  schema,
  values,
  errors,
  onChange,
}: {
  readonly schema: JsonObject | null;
  readonly values: JsonObject;
  readonly errors: readonly FieldError[];
  readonly onChange: (values: JsonObject) => void;
}) {
  const { card } = useTexts();
  const change = (value: Json | undefined) => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) onChange(value as JsonObject);
  };
  return (
    <div data-editor className="p-4">
      {schema === null ? (
        <JsonField label={card.changedArguments} value={values} onChange={change} />
      ) : (
        <SchemaField
          root={schema}
          schema={schema}
          name=""
          path=""
          required
          value={values}
          errors={errors}
          onChange={change}
        />
      )}
    </div>
  );
}
