import { claudeCode } from "./claude-code.ts";
import type { Dialect } from "./dialect.ts";
import { Call, callOf, eventOf, fieldsOf, id } from "./payload.ts";

const Payload = Call.extend({ tool_use_id: id.optional(), turn_id: id.optional() });

/**
 * Codex 0.169 writes as Claude Code does. It takes edited arguments in PreToolUse only (in a PermissionRequest it refuses the
 * whole answer for them), and it runs the tool when a hook says `ask`: so it is never told that.
 */
export const codex: Dialect = {
  read(payload, said) {
    const event = eventOf(payload["hook_event_name"] ?? said, {
      field: "hook_event_name",
      events: ["PreToolUse", "PermissionRequest"],
    });
    const given = fieldsOf(Payload, payload);
    const edits = event === "PreToolUse" ? "replace" : "none";
    return { event, ...callOf(given), callId: given.tool_use_id, turnId: given.turn_id, edits };
  },
  allow: claudeCode.allow,
  deny: claudeCode.deny,
};
