import type { Dialect } from "./dialect.ts";
import { Call, callOf, eventOf, fieldsOf } from "./payload.ts";

/** https://geminicli.com/docs/hooks/reference, as Gemini CLI 0.61 speaks it: it gives no id of a call, and lays edits over its own arguments. */
export const gemini: Dialect = {
  read(payload, said) {
    const event = eventOf(payload["hook_event_name"] ?? said, { field: "hook_event_name", events: ["BeforeTool"] });
    return { event, ...callOf(fieldsOf(Call, payload)), edits: "merge" };
  },
  allow: ({ event }, edited) => ({
    decision: "allow",
    ...(edited && { hookSpecificOutput: { hookEventName: event, tool_input: edited } }),
  }),
  deny: (_, message) => ({ decision: "deny", reason: message }),
};
