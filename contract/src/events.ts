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
  "delivery.sent",
  "delivery.failed",
  "session.registered",
  "session.deactivated",
  "responder.linked",
  "account.registered",
  "account.signed_in",
  "account.password_reset",
  "member.added",
  "key.created",
  "key.revoked",
  "settings.changed",
  "connection.created",
  "connection.revoked",
]);
export type EventType = z.infer<typeof EventType>;

export const Event = z
  .object({ id: Id, type: EventType, version: z.literal(1), time: Time, tenant_id: z.string(), data: AnyObject })
  .meta({ id: "Event" });
export type Event = z.infer<typeof Event>;
