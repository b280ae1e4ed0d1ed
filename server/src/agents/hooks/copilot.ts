import { z } from "zod";
import type { Dialect, HookCall } from "./dialect.ts";
import { args, argumentsOf, cwd, eventOf, fieldsOf, session, tool } from "./payload.ts";

const given = z.union([args, z.string()]);
const PreToolUse = z.looseObject({ sessionId: session, toolName: tool, toolArgs: given, cwd });
const PermissionRequest = z.looseObject({ sessionId: session, toolName: tool, toolInput: given, cwd });

/** Copilot CLI 1.0: a payload of preToolUse does not say that it is one, and no payload has an id of the call. */
export const copilot: Dialect = {
  read(payload, said) {
    const event = eventOf(payload["hookName"] ?? said, {
      field: "hookName",
      events: ["preToolUse", "permissionRequest"],
    });
    const { sessionId, toolName, input, cwd: folder } = readCall(event, payload);
    const { value, isText } = argumentsOf(input);
    return {
      event,
      tool: toolName,
      arguments: value,
      sessionId,
      cwd: folder,
      edits: event === "preToolUse" && !isText ? "replace" : "none",
    };
  },
  allow: (call, edited) =>
    isPermission(call)
      ? { behavior: "allow" }
      : {
          permissionDecision: "allow",
          permissionDecisionReason: "A person approved this with Loopgate.",
          ...(edited && { modifiedArgs: edited }),
        },
  deny: (call, message) =>
    isPermission(call)
      ? { behavior: "deny", message }
      : { permissionDecision: "deny", permissionDecisionReason: message },
};

function readCall(event: "preToolUse" | "permissionRequest", payload: Parameters<Dialect["read"]>[0]) {
  if (event === "preToolUse") {
    const { toolArgs: input, ...rest } = fieldsOf(PreToolUse, payload);
    return { ...rest, input };
  }
  const { toolInput: input, ...rest } = fieldsOf(PermissionRequest, payload);
  return { ...rest, input };
}

function isPermission({ event }: HookCall): boolean {
  return event === "permissionRequest";
}
