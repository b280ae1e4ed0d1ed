import { z } from "zod";
import { Name, Time } from "./ids.ts";

const telegramId = z.int().refine((id) => id !== 0, "must be a chat's number, not 0");

/** Where on a channel: a chat, and a topic of it. */
export const RegisteredAddress = z.strictObject({
  channel: z
    .enum(["telegram"])
    .meta({ description: "A channel that is pushed to; the inbox and the terminal need no address" }),
  chat_id: z.union([telegramId, z.string().regex(/^-?[1-9]\d{0,14}$/, "must be a chat's number")]),
  topic_id: z.int().min(1).optional(),
});

export const RegisterSession = z
  .strictObject({
    session_id: Name,
    client_id: Name,
    telegram_id: telegramId.optional().meta({ description: "Shorthand for one Telegram address" }),
    addresses: z.array(RegisteredAddress).max(20).optional(),
    responders: z.array(Name).min(1).max(50).optional().meta({ description: "Names of the responders who may answer" }),
  })
  .meta({ id: "RegisterSession" });
export type RegisterSession = z.infer<typeof RegisterSession>;

export const SessionRegistered = z
  .object({ success: z.literal(true), session_id: z.string(), message: z.literal("Session registered successfully") })
  .meta({ id: "SessionRegistered" });

export const DeactivateSession = z
  .strictObject({ session_id: Name, client_id: Name.optional() })
  .meta({ id: "DeactivateSession" });
export type DeactivateSession = z.infer<typeof DeactivateSession>;

export const SessionDeactivated = z
  .object({ success: z.literal(true), message: z.literal("Session deactivated successfully") })
  .meta({ id: "SessionDeactivated" });

export const SessionStatusQuery = z.strictObject({ session_id: Name });

export const SessionStatus = z
  .object({
    id: z.string(),
    client_id: z.string(),
    telegram_id: z.int().nullable(),
    active: z.boolean(),
    created_at: Time,
  })
  .meta({ id: "SessionStatus" });
export type SessionStatus = z.infer<typeof SessionStatus>;
