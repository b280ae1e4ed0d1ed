import { z } from "zod";
import { claudeCode } from "./claude-code.ts";
import type { Dialect } from "./dialect.ts";
import { args, cwd, eventOf, fieldsOf, id, session, tool } from "./payload.ts";

const Payload = z.looseObject({
  session_id: session,
  tool_name: tool,
  tool_input: args,
  tool_use_id: id.optional(),
  turn_id: id.optional(),
  cwd,
});

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
    return {
      event,
      tool: given.tool_name,
      arguments: given.tool_input,
      sessionId: given.session_id,
      callId: given.tool_use_id,
      turnId: given.turn_id,
      cwd: given.cwd,
      edits: event === "PreToolUse" ? "replace" : "none",
    };
  },
  allow: claudeCode.allow,
  deny: claudeCode.deny,
};
