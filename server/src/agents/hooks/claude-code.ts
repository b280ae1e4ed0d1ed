import type { Dialect, HookCall } from "./dialect.ts";
import { Call, callOf, eventOf, fieldsOf, id } from "./payload.ts";

const Payload = Call.extend({ tool_use_id: id.optional(), prompt_id: id.optional() });

/** https://code.claude.com/docs/en/hooks, as Claude Code 2.1 speaks it. */
export const claudeCode: Dialect = {
  read(payload, said) {
    const event = eventOf(payload["hook_event_name"] ?? said, {
      field: "hook_event_name",
      events: ["PreToolUse", "PermissionRequest"],
    });
    const given = fieldsOf(Payload, payload);
    return { event, ...callOf(given), callId: given.tool_use_id, turnId: given.prompt_id, edits: "replace" };
  },
  ran(payload) {
    if (payload["hook_event_name"] !== "PostToolUse") return undefined;
    const { tool_name: name, tool_input: input, session_id: sessionId } = fieldsOf(Payload, payload);
    return { tool: name, arguments: input, sessionId };
  },
  allow: (call, edited) =>
    isPermission(call)
      ? permission({ behavior: "allow", ...(edited && { updatedInput: edited }) })
      : decided("allow", { permissionDecisionReason: APPROVED, ...(edited && { updatedInput: edited }) }),
  deny: (call, message) =>
    isPermission(call)
      ? permission({ behavior: "deny", message })
      : decided("deny", { permissionDecisionReason: message }),
  // An answer without a decision leaves the dialog to the person at the terminal.
  ask: (call, message) => (isPermission(call) ? {} : decided("ask", { permissionDecisionReason: message })),
  defer: (call) => (isPermission(call) ? undefined : decided("defer", {})),
};

const APPROVED = "A person approved this with Loopgate.";

function isPermission({ event }: HookCall): boolean {
  return event === "PermissionRequest";
}

function decided(permissionDecision: string, more: object) {
  return { hookSpecificOutput: { hookEventName: "PreToolUse", permissionDecision, ...more } };
}

function permission(decision: object) {
  return { hookSpecificOutput: { hookEventName: "PermissionRequest", decision: { ...decision } } };
}
