import { z } from "zod";
import { AnyJson, Id, Name, Time } from "./ids.ts";
import { PageQuery, PollAnswer } from "./requests.ts";

const Url = z
  .url({ protocol: /^https?$/, error: "must be an http or https address" })
  .max(2048)
  .meta({ description: "The http or https address that is to be told" });

const Body = AnyJson.meta({
  description:
    'What is posted, where the receiver expects a shape of its own: JSON in which a text such as "{{response}}" stands for that value',
});

/** Body of `POST /hitl/callbacks`. */
export const CreateCallback = z
  .strictObject({
    url: Url,
    request_id: Id.optional().meta({
      description:
        "The request whose end is to be told; left out, that of every request of the client: this needs a key",
    }),
    client_id: Name.optional().meta({
      description: "Whose requests; left out, it is the request's client, or the one that the key speaks for",
    }),
    body: Body.optional(),
  })
  .meta({ id: "CreateCallback" });
export type CreateCallback = z.infer<typeof CreateCallback>;

/** What an address is registered as. */
export const CallbackRegistered = z
  .object({
    callback_id: Id,
    url: z.string(),
    client_id: z.string(),
    request_id: z.string().nullable().meta({ description: "Null: every request of the client" }),
    secret: z
      .string()
      .nullable()
      .meta({ description: "Signs what is sent; told once. Null where the address was registered before" }),
  })
  .meta({ id: "CallbackRegistered" });
export type CallbackRegistered = z.infer<typeof CallbackRegistered>;

export const CallbackEventType = z.enum(["request.completed", "request.timeout", "request.canceled"]);

/** What is posted to a callback without a body of its own: the event, and the answer as a poll gives it. */
export const CallbackEvent = z
  .object({
    id: Id.meta({ description: "The event's id, which is the header webhook-id too: the same with every attempt" }),
    type: CallbackEventType,
    version: z.literal(1),
    time: Time,
    tenant_id: z.string(),
    data: PollAnswer,
  })
  .meta({ id: "CallbackEvent" });
export type CallbackEvent = z.infer<typeof CallbackEvent>;

export const CallbackQuery = PageQuery.extend({ client_id: Name.optional(), request_id: Id.optional() });
export type CallbackQuery = z.infer<typeof CallbackQuery>;

const LastCall = z
  .object({
    request_id: Id,
    event_id: Id,
    state: z.enum(["due", "told", "failed", "dropped"]).meta({
      description:
        "`told`: the receiver took it. `due`: it is sent now, or again later. `failed`: the last attempt failed too. `dropped`: nothing is to be sent any more",
    }),
    attempts: z.int(),
    status: z.int().nullable().meta({ description: "The HTTP status that came last" }),
    error: z.string().nullable(),
    at: Time,
    next_at: Time.nullable(),
  })
  .meta({ id: "LastCall" });

export const CallbackView = z
  .object({
    callback_id: Id,
    url: z.string(),
    client_id: z.string(),
    request_id: z.string().nullable().meta({ description: "Null: every request of the client" }),
    state: z.enum(["active", "ended"]).meta({ description: "`ended`: the receiver answered 410 and is told no more" }),
    has_body: z.boolean().meta({ description: "Whether it is sent a shape of its own instead of the event" }),
    created_at: Time,
    old_secret_until: Time.nullable().meta({ description: "Until then the secret before this one signs too" }),
    due: z.int().meta({ description: "How many ends it is still to be told" }),
    failed: z.int().meta({ description: "How many it could not be told; replay tries them again" }),
    last: LastCall.nullable(),
  })
  .meta({ id: "Callback" });
export type CallbackView = z.infer<typeof CallbackView>;

export const CallbackList = z
  .object({ callbacks: z.array(CallbackView), next_cursor: z.string().nullable() })
  .meta({ id: "CallbackList" });
export type CallbackList = z.infer<typeof CallbackList>;

export const CallbackDeleted = z
  .object({ success: z.literal(true), message: z.literal("Callback deleted successfully") })
  .meta({ id: "CallbackDeleted" });

export const CallbackRotated = z
  .object({
    callback_id: Id,
    secret: z.string().meta({ description: "Signs from now on; told once" }),
    old_secret_until: Time.meta({ description: "Until then the old secret signs too" }),
  })
  .meta({ id: "CallbackRotated" });
export type CallbackRotated = z.infer<typeof CallbackRotated>;

export const ReplayCallback = z
  .strictObject({
    event_id: Id.optional().meta({
      description: "The end to send again, whatever became of it; left out, all that failed",
    }),
  })
  .meta({ id: "ReplayCallback" });

export const CallbackReplayed = z
  .object({ success: z.literal(true), replayed: z.int() })
  .meta({ id: "CallbackReplayed" });
export type CallbackReplayed = z.infer<typeof CallbackReplayed>;
