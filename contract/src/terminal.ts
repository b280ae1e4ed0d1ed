import { z } from "zod";
import { Face } from "./face.ts";
import { AnyObject, Digest, Id } from "./ids.ts";
import { Reply } from "./decisions.ts";
import { PollAnswer } from "./requests.ts";

/** A request as a responder sees it in the terminal: the whole face that the gate built, and what may be answered. */
export const TerminalCard = z
  .object({
    request_id: Id,
    code: z.string(),
    version: z.int(),
    shown_digest: Digest,
    offers: z.array(z.string()).meta({ description: "Kinds of reply that the gate will take from this terminal" }),
    note: z.string().nullable().meta({ description: "Where else to answer, where the terminal cannot" }),
    face: Face,
    request: PollAnswer,
    arguments: AnyObject.nullable().meta({ description: "The action's arguments as data, for whoever edits them" }),
  })
  .meta({ id: "TerminalCard" });
export type TerminalCard = z.infer<typeof TerminalCard>;

export const TerminalList = z.object({ requests: z.array(TerminalCard), count: z.int() }).meta({ id: "TerminalList" });
export type TerminalList = z.infer<typeof TerminalList>;

export const TerminalAnswer = z.strictObject({ shown_digest: Digest, reply: Reply }).meta({ id: "TerminalAnswer" });
export type TerminalAnswer = z.infer<typeof TerminalAnswer>;

export const TerminalNote = z.strictObject({ text: z.string().min(1).max(2000) }).meta({ id: "TerminalNote" });

export const TerminalResult = z.object({ request: PollAnswer, responder: z.string() }).meta({ id: "TerminalResult" });
export type TerminalResult = z.infer<typeof TerminalResult>;
