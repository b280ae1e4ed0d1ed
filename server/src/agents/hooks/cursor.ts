import type { JsonObject } from "@loopgate/contract";
import { z } from "zod";
import type { Dialect } from "./dialect.ts";
import { args, argumentsOf, cwd, eventOf, fieldsOf, id, session, tool } from "./payload.ts";

const common = { conversation_id: session, generation_id: id.optional(), cwd };
const Shell = z.looseObject({ ...common, command: z.string().min(1) });
const Tool = z.looseObject({
  ...common,
  tool_name: tool,
  tool_input: z.union([args, z.string()]),
  tool_use_id: id.optional(),
});

/** What a shell command is called on the card: Cursor has no name for it in `beforeShellExecution`. */
const SHELL = "Shell";

/** https://cursor.com/docs/agent/hooks, from its documentation: `generation_id` is a turn's, not a call's. */
export const cursor: Dialect = {
  read(payload, said) {
    const event = eventOf(payload["hook_event_name"] ?? said, {
      field: "hook_event_name",
      events: ["beforeShellExecution", "beforeMCPExecution", "preToolUse"],
    });
    if (event === "beforeShellExecution") {
      const given = fieldsOf(Shell, payload);
      return { ...turnOf(given), event, tool: SHELL, arguments: { command: given.command }, edits: "none" };
    }
    const given = fieldsOf(Tool, payload);
    const { value, isText } = argumentsOf(given.tool_input);
    return {
      ...turnOf(given),
      event,
      tool: given.tool_name,
      arguments: value,
      callId: given.tool_use_id,
      edits: event === "preToolUse" && !isText ? "replace" : "none",
    };
  },
  allow: (_, edited): JsonObject => ({ permission: "allow", ...(edited && { updated_input: edited }) }),
  deny: (_, message) => ({ permission: "deny", user_message: message, agent_message: message }),
};

function turnOf(given: z.output<typeof Shell> | z.output<typeof Tool>) {
  return { sessionId: given.conversation_id, turnId: given.generation_id, cwd: given.cwd };
}
