import type { FieldError, Json, JsonObject } from "@loopgate/contract";

/** What every field of a schema is drawn from. */
export type SchemaFieldProps = {
  /** The whole schema, to whose definitions a reference leads. */
  readonly root: JsonObject;
  readonly schema: JsonObject;
  readonly name: string;
  /** As the validator writes it: `.spec.replicas`, `.items[0]`. */
  readonly path: string;
  readonly required: boolean;
  readonly value: Json | undefined;
  readonly errors: readonly FieldError[];
  readonly onChange: (value: Json | undefined) => void;
};
