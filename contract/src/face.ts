import { z } from "zod";
import { AnyObject } from "./ids.ts";
import { Effect, Outcome, RequestType, Risk } from "./words.ts";

/** One leaf of a JSON value, as a line: `spec.replicas`, `3`. */
export const FaceField = z.object({ path: z.string(), value: z.string() });
export type FaceField = Frozen<z.infer<typeof FaceField>>;

const shape = z
  .object({
    code: z.string(),
    asked_by: z.object({ client_id: z.string(), verified: z.boolean(), session_id: z.string() }),
    type: RequestType,
    message: z.string().meta({ description: "The agent's own words; a claim, never a headline" }),
    action: z
      .object({
        name: z.string(),
        description: z.string().exactOptional(),
        fields: z.array(FaceField),
        digest: z.string(),
      })
      .exactOptional(),
    options: z.array(z.object({ value: z.string(), label: z.string(), effect: Effect })),
    picks: z.object({ min: z.int(), max: z.int() }).exactOptional(),
    schema: AnyObject.exactOptional(),
    suggestions: z.array(z.string()).exactOptional().meta({ description: "The agent's own words too" }),
    allowed: z.array(Outcome),
    risk: Risk,
    source: z.array(FaceField),
    metadata: z.array(FaceField),
    callback_host: z
      .string()
      .exactOptional()
      .meta({ description: "Where the answer will be called back to: the host alone" }),
    expires_at: z.string(),
    hidden: z.int().meta({ description: "How many hidden characters were written out" }),
    omitted: z
      .array(z.string())
      .exactOptional()
      .meta({ description: "What a channel's copy leaves out, where it does" }),
  })
  .meta({ id: "Face" });
/**
 * What a person is shown of a request, whole, as data: every text already has its hidden characters written out
 * (but for what is sent back as it came: a form's schema and an option's value, which whoever draws them writes out). A
 * channel draws it, and may only leave out; what it leaves out it names in `omitted`. The digest of what a copy
 * showed goes into the vote. A newer gate may add parts, which whoever draws it draws too.
 */
export type Face = Frozen<z.infer<typeof shape>>;
export const Face: z.ZodType<Face> = shape;

/** Nobody changes what a person was shown. */
type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;
