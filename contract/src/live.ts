import { z } from "zod";
import { Event, EventType } from "./events.ts";
import { Problem } from "./health.ts";
import { Id, Name } from "./ids.ts";
import { CancelRequest, CreateRequest, PollAnswer, RequestCanceled, RequestCreated, RequestView } from "./requests.ts";

/** The events that an agent is told: of its requests and their copies, and of its sessions. */
export const LiveEventType = EventType.extract([
  "request.created",
  "request.voted",
  "request.held",
  "request.recalled",
  "request.completed",
  "request.timeout",
  "request.canceled",
  "request.escalated",
  "request.noted",
  "delivery.sent",
  "delivery.failed",
  "session.registered",
  "session.deactivated",
]);
export type LiveEventType = z.infer<typeof LiveEventType>;

/** Where a reader of events stands. It says nothing to him; only its order in one tenant means something. */
export const Place = z
  .string()
  .regex(/^\d{1,15}$/, "must be a place that came with an event, or 0 for everything that is kept")
  .meta({ description: "A place that came with an event; `0`: everything that is kept", example: "4711" });

const filter = {
  session_id: Name.optional(),
  client_id: Name.optional(),
  request_id: Id.optional(),
  type: LiveEventType.optional(),
};

export const LiveEventsQuery = z.strictObject({
  after: Place.optional().meta({
    description: "Tell what came after this place first; the header Last-Event-ID says the same, and wins",
  }),
  ...filter,
});
export type LiveEventsQuery = z.infer<typeof LiveEventsQuery>;

const LiveFilter = z.strictObject(filter);
export type LiveFilter = z.infer<typeof LiveFilter>;

const CallId = z
  .string()
  .min(1, "must not be empty")
  .max(64, "must have at most 64 characters")
  .meta({ description: "Chosen by whoever sends; the reply carries it" });

/** What an agent sends on the socket: each a JSON object in a text message. */
export const SocketCall = z
  .discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("authenticate").meta({ description: "The first message, where no header held the key" }),
      id: CallId.optional(),
      api_key: z.string().regex(/^[\x21-\x7e]{1,512}$/, "must be an API key"),
    }),
    z.strictObject({ type: z.literal("create"), id: CallId, request: CreateRequest }),
    z.strictObject({ type: z.literal("wait"), id: CallId, request_id: Id }),
    z.strictObject({ type: z.literal("poll"), id: CallId, request_id: Id }),
    z.strictObject({ type: z.literal("get"), id: CallId, request_id: Id }),
    CancelRequest.extend({ type: z.literal("cancel"), id: CallId }),
    z.strictObject({
      type: z.literal("subscribe"),
      id: CallId,
      after: Place.optional(),
      filter: LiveFilter.optional(),
    }),
    z.strictObject({
      type: z.literal("unsubscribe"),
      id: CallId,
      subscription: CallId.meta({ description: "The id of the subscribe message" }),
    }),
    z.strictObject({ type: z.literal("ping"), id: CallId.optional() }),
  ])
  .meta({ id: "SocketCall" });
export type SocketCall = z.infer<typeof SocketCall>;

/** What Loopgate sends on the socket. */
export const SocketReply = z
  .discriminatedUnion("type", [
    z.object({
      type: z.literal("ready").meta({ description: "The caller is known; calls are taken from now on" }),
      tenant_id: z.string(),
      client_id: z.string().nullable().meta({ description: "The only client that the key speaks for" }),
    }),
    z.object({
      type: z.literal("result"),
      id: z.string(),
      result: z.union([
        RequestCreated,
        RequestView,
        PollAnswer,
        RequestCanceled,
        z.object({ success: z.literal(true) }),
      ]),
    }),
    z.object({
      type: z.literal("problem"),
      id: z.string().nullable().meta({ description: "Null where the message has none that could be read" }),
      problem: Problem,
      retry_after: z.number().optional().meta({ description: "Seconds after which trying again makes sense" }),
    }),
    z.object({ type: z.literal("event"), id: z.string(), place: z.string(), event: Event }),
    z.object({
      type: z.literal("place").meta({ description: "Everything up to here was told or is not for this subscription" }),
      id: z.string(),
      place: z.string(),
    }),
    z.object({
      type: z.literal("gap").meta({ description: "Some events after this place are not kept any more" }),
      id: z.string(),
      after: z.string(),
    }),
    z.object({ type: z.literal("pong"), id: z.string().optional() }),
  ])
  .meta({ id: "SocketReply" });
export type SocketReply = z.infer<typeof SocketReply>;

/** Why Loopgate has closed a socket (RFC 6455, 7.4): 4000 and more are its own. */
export const SOCKET_CLOSED = {
  /** The server stops. Come back; what was asked stays asked. */
  stopping: 1001,
  /** A message was no text. */
  notText: 1003,
  /** Too much is open now, or the database is not there. */
  later: 1013,
  /** The key is none, is missing, or works no more. */
  keyRequired: 4401,
  /** No key came in time. */
  tooLate: 4408,
  /** The messages came too fast, although that was said. */
  tooMany: 4429,
} as const;
