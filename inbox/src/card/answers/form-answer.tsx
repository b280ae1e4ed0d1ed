import type { Face, FieldError, Json, JsonObject } from "@loopgate/contract";
import { object } from "../../form/schema.ts";
import { SchemaField } from "../../form/schema-field.tsx";
import { useTexts } from "../../texts.tsx";

/** A form, drawn from its schema and checked by the code that the server checks with. */
export function FormAnswer({
  schema,
  values,
  errors,
  isOffered,
  onValues,
}: {
  readonly schema: NonNullable<Face["schema"]>;
  readonly values: JsonObject;
  readonly errors: readonly FieldError[];
  readonly isOffered: boolean;
  readonly onValues: (values: JsonObject) => void;
}) {
  const { card, words } = useTexts();
  return (
    <fieldset disabled={!isOffered} aria-label={words.type.form} className="panel mt-5 p-4 md:p-5">
      <SchemaField
        root={schema}
        schema={schema}
        name={words.type.form}
        path=""
        required
        value={values}
        errors={errors}
        onChange={(next: Json | undefined) => onValues(object(next))}
      />
      <p className="mt-4 text-[12px] text-ink3">{card.noPasswords}</p>
    </fieldset>
  );
}
