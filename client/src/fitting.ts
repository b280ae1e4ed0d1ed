type Issue = { readonly message: string };

/** What a schema makes of a value; undefined where the schema cannot say. Zod, Valibot and ArkType speak Standard Schema 1. */
export function fitting(schema: unknown): ((value: unknown) => Promise<unknown>) | undefined {
  const found = typeof schema === "function" && !("~standard" in schema) ? (schema as () => unknown)() : schema;
  if ((typeof found !== "object" && typeof found !== "function") || found === null) return undefined;
  const { "~standard": standard, validate } = found as {
    readonly "~standard"?: {
      readonly validate: (value: unknown) => Outcome | Promise<Outcome>;
    };
    /** The AI SDK's own `Schema`. */
    readonly validate?: (value: unknown) => Validation | PromiseLike<Validation>;
  };
  if (standard)
    return async (value) => {
      const outcome = await standard.validate(value);
      if ("value" in outcome && outcome.issues === undefined) return outcome.value;
      throw misfit(outcome.issues?.map(({ message }) => message).join("; ") ?? "");
    };
  if (typeof validate !== "function") return undefined;
  return async (value) => {
    const validation = await validate(value);
    if (validation.success) return validation.value;
    throw misfit(validation.error.message);
  };
}

type Outcome = { readonly value?: unknown; readonly issues?: readonly Issue[] | undefined };
type Validation =
  | { readonly success: true; readonly value: unknown }
  | { readonly success: false; readonly error: Error };

function misfit(why: string): TypeError {
  return new TypeError(`The edited arguments do not fit the tool, so it does not run: ${why}`);
}
