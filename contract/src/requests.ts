import { z } from "zod";
import { Decision } from "./decisions.ts";
import { AnyJson, AnyObject, Id, Name, Time } from "./ids.ts";
import { Effect, Outcome, RequestType, Risk, Status } from "./words.ts";

/** 30 days, in seconds. */
export const LONGEST_TIMEOUT = 2_592_000;
/** How long one poll may wait, in seconds. */
export const LONGEST_WAIT = 55;

const OptionText = z.string().min(1, "must not be empty").max(200, "must have at most 200 characters");

export const OptionInput = z.union([
  OptionText,
  z.strictObject({ value: OptionText, label: OptionText.optional(), effect: Effect.optional() }),
]);
export type OptionInput = z.infer<typeof OptionInput>;

/** What will run if a person says yes. The gate shows `name` and `arguments` itself. */
export const ActionInput = z
  .strictObject({
    name: Name,
    description: z.string().max(2000).optional(),
    arguments: AnyObject.optional(),
    arguments_schema: AnyObject.optional().meta({
      description: "What edited arguments must satisfy, in Loopgate's subset of JSON Schema",
    }),
  })
  .meta({ id: "Action" });

export const CreateRequest = z
  .strictObject({
    session_id: Name,
    client_id: Name,
    message: z.string().min(1, "must not be empty").max(16_000, "must have at most 16,000 characters"),
    request_type: RequestType.optional(),
    options: z.array(OptionInput).max(50, "must have at most 50 options").optional(),
    multiple: z.boolean().optional().meta({ description: "Several options may be picked; they are neutral then" }),
    suggestions: z
      .array(z.string().min(1, "must not be empty").max(200, "must have at most 200 characters"))
      .max(8, "must have at most 8 suggestions")
      .optional()
      .meta({ description: "Short answers that an `input` proposes; the person may take one, or write another" }),
    schema: AnyObject.optional().meta({ description: "The form, in Loopgate's subset of JSON Schema" }),
    action: ActionInput.optional(),
    allowed_decisions: z.array(Outcome).min(1).optional(),
    source: AnyObject.optional().meta({ description: "Where the request comes from, in the agent's words" }),
    resume: AnyJson.optional().meta({ description: "Given back with the request, never shown" }),
    risk: Risk.optional(),
    metadata: AnyObject.optional(),
    timeout_seconds: z.int().min(1).max(LONGEST_TIMEOUT).optional(),
    callback_url: z
      .url({ protocol: /^https?$/, error: "must be an http or https address" })
      .max(2048)
      .optional(),
    callback_body: AnyJson.optional().meta({
      description:
        'What is posted to `callback_url`, where its receiver expects a shape of its own: JSON in which a text such as "{{response}}" stands for that value',
    }),
    idempotency_key: z.string().min(1).max(255).optional(),
  })
  .meta({ id: "CreateRequest" });
export type CreateRequest = z.infer<typeof CreateRequest>;

export const ShownOption = z.object({ value: z.string(), label: z.string(), effect: Effect }).meta({ id: "Option" });

export const RequestCreated = z
  .object({
    success: z.literal(true),
    request_id: Id,
    status: Status,
    created_at: Time,
    expires_at: Time,
    options: z.array(ShownOption),
    callback_secret: z.string().optional().meta({ description: "Signs the callback; given this once" }),
  })
  .meta({ id: "RequestCreated" });
export type RequestCreated = z.infer<typeof RequestCreated>;

export const PollQuery = z.strictObject({
  request_id: Id,
  wait: z.coerce.number().min(0).max(LONGEST_WAIT).optional().meta({ description: "Seconds to wait for the answer" }),
});

export const PollAnswer = z
  .object({
    request_id: Id,
    status: Status,
    completed: z.boolean().meta({ description: "True for every status but `pending`" }),
    approved: z.boolean().meta({ description: "True only where the outcome is `approve` or `edit`" }),
    response: z.string().nullable(),
    metadata: AnyObject,
    timestamp: Time,
    decision: Decision.optional(),
  })
  .meta({ id: "PollAnswer" });
export type PollAnswer = z.infer<typeof PollAnswer>;

export const DeliveryView = z
  .object({
    channel: z.string(),
    state: z.enum(["queued", "sending", "sent", "failed", "withdrawn"]),
    error: z.string().nullable(),
  })
  .meta({ id: "Delivery" });

/** A request as its agent sees it: no address, receipt, token or code. */
export const RequestView = PollAnswer.extend({
  session_id: z.string(),
  client_id: z.string(),
  request_type: RequestType,
  message: z.string(),
  options: z.array(ShownOption),
  multiple: z.boolean(),
  suggestions: z.array(z.string()),
  schema: AnyObject.nullable(),
  action: ActionInput.extend({ digest: z.string() }).nullable(),
  allowed_decisions: z.array(Outcome),
  risk: Risk,
  source: AnyObject.nullable(),
  resume: AnyJson,
  callback_url: z.string().nullable(),
  version: z.int(),
  created_at: Time,
  expires_at: Time,
  ended_at: Time.nullable(),
  cancel_reason: z.string().nullable(),
  votes: z.array(z.object({ responder: z.string(), outcome: Outcome, at: Time })),
  deliveries: z.array(DeliveryView),
}).meta({ id: "Request" });
export type RequestView = z.infer<typeof RequestView>;

export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).optional(),
  cursor: z.string().min(1).max(200).optional(),
});

export const PendingQuery = PageQuery.extend({
  client_id: Name.optional(),
  session_id: Name.optional(),
  request_type: RequestType.optional(),
  risk: Risk.optional(),
});
export type PendingQuery = z.infer<typeof PendingQuery>;

export const PendingRequest = z
  .object({
    request_id: Id,
    session_id: z.string(),
    client_id: z.string(),
    request_type: RequestType,
    message: z.string(),
    options: z.array(ShownOption),
    risk: Risk,
    metadata: AnyObject,
    created_at: Time,
    expires_at: Time,
  })
  .meta({ id: "PendingRequest" });

export const PendingList = z
  .object({
    pending_requests: z.array(PendingRequest),
    count: z.int().meta({ description: "How many are pending in all, on every page" }),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: "PendingList" });
export type PendingList = z.infer<typeof PendingList>;

export const CancelRequest = z
  .strictObject({ request_id: Id, client_id: Name.optional(), reason: z.string().min(1).max(1000).optional() })
  .meta({ id: "CancelRequest" });
export type CancelRequest = z.infer<typeof CancelRequest>;

export const RequestCanceled = z
  .object({ success: z.literal(true), message: z.literal("Request canceled successfully") })
  .meta({ id: "RequestCanceled" });
