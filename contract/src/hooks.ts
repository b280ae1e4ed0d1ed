import { z } from "zod";
import { Id } from "./ids.ts";
import { LONGEST_TIMEOUT, LONGEST_WAIT } from "./requests.ts";

/** The coding agents whose hooks Loopgate answers in their own words. */
export const HOOK_CLIENTS = ["claude-code", "codex", "gemini", "copilot", "cursor"] as const;
export const HookClient = z.enum(HOOK_CLIENTS);
export type HookClient = z.infer<typeof HookClient>;

/** Seconds that a person has where the hook says nothing else: shorter than the 600 after which Claude Code and Codex give a hook up. */
export const HOOK_TIMEOUT = 540;

/** Query of `POST /hitl/hooks/{client}`. The body is the client's own, whatever it holds. */
export const HookQuery = z.strictObject({
  event: z.string().min(1).max(64).optional().meta({ description: "Which hook it is, where the payload does not say" }),
  timeout: z.coerce
    .number()
    .int()
    .min(1)
    .max(LONGEST_TIMEOUT)
    .optional()
    .meta({
      description: `Seconds that people have, ${HOOK_TIMEOUT} where it is left out; shorter than the client waits for its hook`,
    }),
  wait: z.coerce.number().min(0).max(LONGEST_WAIT).optional().meta({
    description:
      "Seconds to wait in this call: 202 with the request's id while it is pending; the same call again goes on. Left out, the call is held until the request ends",
  }),
  on_timeout: z.enum(["deny", "ask"]).optional().meta({
    description: "`ask`: at the end of the time the client asks at its own terminal, where it can",
  }),
  mode: z.enum(["defer"]).optional().meta({
    description: "`defer`: Claude Code without a terminal ends at once, and finds the answer when it is resumed",
  }),
});
export type HookQuery = z.infer<typeof HookQuery>;

/** Told with 202 to a call with `wait`. */
export const HookPending = z.object({ request_id: Id, status: z.literal("pending") }).meta({ id: "HookPending" });
export type HookPending = z.infer<typeof HookPending>;
