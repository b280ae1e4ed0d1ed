import { z } from "zod";
import { AnyObject, Id, Time } from "./ids.ts";

/** One per committed fact. Events hold digests and ids, never an answer's text or a secret. */
export const EventType = z.enum([
  "request.created",
  "request.voted",
  "request.held",
  "request.recalled",
  "request.completed",
  "request.timeout",
  "request.canceled",
  "request.escalated",
  "request.noted",
  "request.seen",
  "delivery.sent",
  "delivery.failed",
  "session.registered",
  "session.deactivated",
  "responder.linked",
  "responder.unlinked",
  "link.started",
  "link.refused",
  "chat.linked",
  "chat.unlinked",
  "press.refused",
  "account.registered",
  "account.signed_in",
  "account.sign_in_refused",
  "account.password_reset",
  "factor.added",
  "factor.removed",
  "member.added",
  "member.role_changed",
  "member.removed",
  "invitation.created",
  "invitation.revoked",
  "group.changed",
  "group.deleted",
  "key.created",
  "key.revoked",
  "settings.changed",
  "connection.created",
  "connection.revoked",
  "callback.registered",
  "callback.rotated",
  "callback.deleted",
  "callback.failed",
]);
export type EventType = z.infer<typeof EventType>;

/** The envelope of every event, wherever it is told. */
const envelope = { id: Id, type: EventType, version: z.literal(1), time: Time, tenant_id: z.string(), data: AnyObject };

export const Event = z.object(envelope).meta({ id: "Event" });
export type Event = z.infer<typeof Event>;

export const EventsQuery = z.strictObject({
  type: EventType.optional(),
  subject: z.string().min(1).max(200).optional().meta({ description: "Id of a request, an account, a key, a session" }),
  since: Time.optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, "must be the next_cursor of a page")
    .optional()
    .meta({ description: "Where to go on reading; from the beginning where it is left out" }),
  limit: z.coerce.number().int().min(1).max(200).optional(),
});
export type EventsQuery = z.infer<typeof EventsQuery>;

export const RecordedEvent = z
  .object({
    ...envelope,
    subject: z.string().meta({ description: "What it is about" }),
    actor: AnyObject.meta({ description: "Who did it" }),
    seq: z.int().meta({ description: "Its place in the tenant's order: 1, 2, 3 … without a gap" }),
  })
  .meta({ id: "RecordedEvent" });
export type RecordedEvent = z.infer<typeof RecordedEvent>;

export const EventPage = z
  .object({
    events: z.array(RecordedEvent),
    next_cursor: z
      .string()
      .meta({ description: "Always there: reading on from it skips nothing, also what comes later" }),
  })
  .meta({ id: "EventPage" });
export type EventPage = z.infer<typeof EventPage>;
