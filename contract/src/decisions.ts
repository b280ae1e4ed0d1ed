import { z } from "zod";
import { AnyObject, Digest, Time } from "./ids.ts";
import { Assurance, Outcome } from "./words.ts";

/** The final answer. It never changes; a `reason` may be added once by whoever said no. */
export const Decision = z
  .object({
    outcome: Outcome,
    options: z.array(z.string()).meta({ description: "Values of the options that were picked" }),
    text: z.string().nullable(),
    values: AnyObject.nullable().meta({ description: "The form's values" }),
    arguments: AnyObject.nullable().meta({
      description: "What may run: the action's arguments, edited where the outcome is `edit`",
    }),
    reason: z.string().nullable(),
    responder: z.string().nullable().meta({ description: "Who decided, by name" }),
    channel: z.string().nullable(),
    assurance: Assurance.nullable(),
    decided_at: Time,
    action_digest: Digest.nullable().meta({ description: "SHA-256 of the canonical JSON of {arguments, name}" }),
    shown_digest: Digest.nullable().meta({
      description: "SHA-256 of the canonical JSON of the face that the decider saw",
    }),
  })
  .meta({ id: "Decision" });
export type Decision = z.infer<typeof Decision>;

/** What a person says to a card, over any channel that calls the gate by HTTP. */
export const Reply = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("approve") }),
    z.strictObject({ kind: z.literal("edit"), arguments: AnyObject }),
    z.strictObject({ kind: z.literal("reject"), reason: z.string().min(1).max(2000).optional() }),
    z.strictObject({ kind: z.literal("pick"), values: z.array(z.string()).min(1).max(50) }),
    z.strictObject({ kind: z.literal("text"), text: z.string().min(1).max(16_000) }),
    z.strictObject({ kind: z.literal("form"), values: AnyObject }),
  ])
  .meta({ id: "Reply" });
export type Reply = z.infer<typeof Reply>;
