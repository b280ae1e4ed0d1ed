import { z } from "zod";

/** What the request asks of a person. */
export const RequestType = z.enum(["confirmation", "choice", "input", "form"]);
export type RequestType = z.infer<typeof RequestType>;

/** `pending` ends as exactly one of the other three. */
export const Status = z.enum(["pending", "completed", "timeout", "canceled"]);
export type Status = z.infer<typeof Status>;

/** What a decision says. `approve` and `edit` are the only ones that allow anything. */
export const Outcome = z.enum(["approve", "edit", "reject", "respond"]);
export type Outcome = z.infer<typeof Outcome>;

/** What a press of an option means, settled when the request is created. */
export const Effect = z.enum(["approve", "reject", "neutral"]);
export type Effect = z.infer<typeof Effect>;

/** How much may go wrong. An agent may only raise what the owner set. */
export const Risk = z.enum(["low", "medium", "high", "critical"]);
export type Risk = z.infer<typeof Risk>;

/** How surely a person answered, weakest first. */
export const Assurance = z.enum(["same_user", "chat", "session", "passkey"]);
export type Assurance = z.infer<typeof Assurance>;
