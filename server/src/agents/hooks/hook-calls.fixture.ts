import type { HookClient } from "@loopgate/contract";
import { expect } from "vitest";
import { virtualClock } from "../../kit/virtual-clock.ts";
import { openLoopgate } from "../../loopgate.fixture.ts";

const BASH = { tool_name: "Bash", tool_input: { command: "rm -rf build" } };
const CLAUDE = {
  session_id: "s1",
  transcript_path: "/home/ann/t.jsonl",
  cwd: "/home/ann/app",
  prompt_id: "p1",
  permission_mode: "default",
  ...BASH,
};
const CODEX = { ...CLAUDE, turn_id: "t1", model: "gpt-6", permission_mode: "never" };
const CURSOR = {
  conversation_id: "c1",
  generation_id: "g1",
  workspace_roots: ["/home/ann/app"],
  cursor_version: "3.1",
};

/** A payload of each hook as the clients send it, with all that is not needed. */
export const PAYLOADS = {
  "claude-code PreToolUse": { ...CLAUDE, hook_event_name: "PreToolUse", tool_use_id: "toolu_1" },
  "claude-code PermissionRequest": { ...CLAUDE, hook_event_name: "PermissionRequest", permission_suggestions: [{}] },
  "codex PreToolUse": { ...CODEX, hook_event_name: "PreToolUse", tool_use_id: "call_1" },
  "codex PermissionRequest": { ...CODEX, hook_event_name: "PermissionRequest" },
  "gemini BeforeTool": {
    session_id: "s1",
    cwd: "/home/ann/app",
    hook_event_name: "BeforeTool",
    timestamp: "2026-11-26T09:30:00.000Z",
    tool_name: "run_shell_command",
    tool_input: { command: "rm -rf build", description: "Cleans up" },
  },
  "copilot preToolUse": {
    sessionId: "s1",
    timestamp: 1_790_000_000_000,
    cwd: "/home/ann/app",
    toolName: "bash",
    toolArgs: { command: "rm -rf build" },
  },
  "copilot permissionRequest": {
    hookName: "permissionRequest",
    sessionId: "s1",
    timestamp: 1_790_000_000_000,
    cwd: "/home/ann/app",
    toolName: "bash",
    toolInput: { command: "rm -rf build" },
    permissionSuggestions: [],
  },
  "cursor beforeShellExecution": {
    ...CURSOR,
    hook_event_name: "beforeShellExecution",
    command: "rm -rf build",
    cwd: "/home/ann/app",
  },
  "cursor beforeMCPExecution": {
    ...CURSOR,
    hook_event_name: "beforeMCPExecution",
    tool_name: "remove",
    tool_input: '{"path":"build"}',
    url: "http://127.0.0.1:3000",
  },
  "cursor preToolUse": { ...CURSOR, hook_event_name: "preToolUse", tool_use_id: "u1", ...BASH },
} as const satisfies Readonly<Record<string, object>>;
export type Hook = keyof typeof PAYLOADS;
export const HOOKS = Object.keys(PAYLOADS) as readonly Hook[];

function clientOf(hook: Hook): HookClient {
  return hook.split(" ", 1)[0] as HookClient;
}

/** Where a client's payload does not say which hook it is, its address does. */
function pathOf(hook: Hook, query: string): string {
  const event = hook === "copilot preToolUse" ? "event=preToolUse&" : "";
  return `/hitl/hooks/${clientOf(hook)}?${event}${query}`;
}

/** A Loopgate, and a client whose hooks ask it. */
export async function opened(clock = virtualClock()) {
  const loopgate = await openLoopgate({ clock, time: "clock" });
  const hook = (name: Hook, { query = "", more = {}, headers = {} }: Sending = {}) =>
    loopgate.post(pathOf(name, query), { ...PAYLOADS[name], ...more }, headers);
  const pending = async () => {
    const { body } = await loopgate.get("/hitl/pending");
    return (body["pending_requests"] as readonly { request_id: string }[]).map(({ request_id: id }) => id);
  };
  /** The id of the request that the call has made. */
  const asked = async () => {
    await expect.poll(async () => (await pending()).length).toBe(1);
    return String((await pending())[0]);
  };
  const request = async (id: string) => (await loopgate.get(`/hitl/requests/${id}`)).body;
  return { ...loopgate, clock, hook, pending, asked, request };
}

type Sending = {
  readonly query?: string;
  /** Over the fields of the payload. */
  readonly more?: object;
  readonly headers?: Record<string, string>;
};
