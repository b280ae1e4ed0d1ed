import { HOOK_CLIENTS, type HookClient, type JsonObject } from "@loopgate/contract";
import { UserError } from "../shell.ts";
import { texts } from "../texts.ts";

/** Which coding agent sent the payload, by what only it puts there; throws a UserError where nothing tells. */
export function detectClient(payload: JsonObject): HookClient {
  const has = (name: string) => typeof payload[name] === "string";
  const event = payload["hook_event_name"];
  if (has("cursor_version") || has("conversation_id")) return "cursor";
  if (event === "BeforeTool") return "gemini";
  if (has("toolName") && has("sessionId")) return "copilot";
  if (has("turn_id") && has("model")) return "codex";
  if (has("session_id") && (event === "PreToolUse" || event === "PermissionRequest")) return "claude-code";
  throw new UserError(texts.hook.unknownClient(HOOK_CLIENTS));
}
