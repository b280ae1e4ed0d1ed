import { z } from "zod";
import type { Dialect } from "./dialect.ts";
import { args, cwd, eventOf, fieldsOf, session, tool } from "./payload.ts";

const Payload = z.looseObject({ session_id: session, tool_name: tool, tool_input: args, cwd });

/** https://geminicli.com/docs/hooks/reference, as Gemini CLI 0.61 speaks it: it gives no id of a call, and lays edits over its own arguments. */
export const gemini: Dialect = {
  read(payload, said) {
    const event = eventOf(payload["hook_event_name"] ?? said, { field: "hook_event_name", events: ["BeforeTool"] });
    const given = fieldsOf(Payload, payload);
    return {
      event,
      tool: given.tool_name,
      arguments: given.tool_input,
      sessionId: given.session_id,
      cwd: given.cwd,
      edits: "merge",
    };
  },
  allow: ({ event }, edited) => ({
    decision: "allow",
    ...(edited && { hookSpecificOutput: { hookEventName: event, tool_input: edited } }),
  }),
  deny: (_, message) => ({ decision: "deny", reason: message }),
};
