/** What each client's hook is told, to the letter: the clients were seen to understand these (docs/hooks.md). */
import { describe, expect, test } from "vitest";
import { HOOKS, opened, PAYLOADS, type Hook } from "./hook-calls.fixture.ts";

const APPROVED = "A person approved this with Loopgate.";
const decided = (permissionDecision: string, permissionDecisionReason: unknown, more = {}) => ({
  hookSpecificOutput: { hookEventName: "PreToolUse", permissionDecision, permissionDecisionReason, ...more },
});
const permission = (decision: object) => ({ hookSpecificOutput: { hookEventName: "PermissionRequest", decision } });

const ALLOWED: Readonly<Record<Hook, object>> = {
  "claude-code PreToolUse": decided("allow", APPROVED),
  "claude-code PermissionRequest": permission({ behavior: "allow" }),
  "codex PreToolUse": decided("allow", APPROVED),
  "codex PermissionRequest": permission({ behavior: "allow" }),
  "gemini BeforeTool": { decision: "allow" },
  "copilot preToolUse": { permissionDecision: "allow", permissionDecisionReason: APPROVED },
  "copilot permissionRequest": { behavior: "allow" },
  "cursor beforeShellExecution": { permission: "allow" },
  "cursor beforeMCPExecution": { permission: "allow" },
  "cursor preToolUse": { permission: "allow" },
};
const CHANGED = { command: "rm -rf build/tmp", description: "Cleans up less" };
const EDITED: Partial<Readonly<Record<Hook, object>>> = {
  "claude-code PreToolUse": decided("allow", APPROVED, { updatedInput: CHANGED }),
  "claude-code PermissionRequest": permission({ behavior: "allow", updatedInput: CHANGED }),
  "codex PreToolUse": decided("allow", APPROVED, { updatedInput: CHANGED }),
  "gemini BeforeTool": {
    decision: "allow",
    hookSpecificOutput: { hookEventName: "BeforeTool", tool_input: CHANGED },
  },
  "copilot preToolUse": { permissionDecision: "allow", permissionDecisionReason: APPROVED, modifiedArgs: CHANGED },
  "cursor preToolUse": { permission: "allow", updated_input: CHANGED },
};
const denied = (hook: Hook, message: unknown): object => {
  switch (hook) {
    case "claude-code PreToolUse":
    case "codex PreToolUse":
      return decided("deny", message);
    case "claude-code PermissionRequest":
    case "codex PermissionRequest":
      return permission({ behavior: "deny", message });
    case "gemini BeforeTool":
      return { decision: "deny", reason: message };
    case "copilot preToolUse":
      return { permissionDecision: "deny", permissionDecisionReason: message };
    case "copilot permissionRequest":
      return { behavior: "deny", message };
    case "cursor beforeShellExecution":
    case "cursor beforeMCPExecution":
    case "cursor preToolUse":
      return { permission: "deny", user_message: message, agent_message: message };
  }
};

describe.each(HOOKS)("%s", (name) => {
  test("an approval is its allow, and nothing is changed", async () => {
    const { hook, asked, answer } = await opened();
    const calling = hook(name);
    await answer(await asked(), { kind: "approve" });
    const { status, body } = await calling;
    expect([status, body]).toEqual([200, ALLOWED[name]]);
  });

  test("edited arguments are its own way to change them; without one, no edit is offered", async () => {
    const { hook, asked, answer, request } = await opened();
    const calling = hook(name);
    const id = await asked();
    const edited = EDITED[name];
    expect((await request(id))["allowed_decisions"]).toEqual(["approve", ...(edited ? ["edit"] : []), "reject"]);
    const { status } = await answer(id, { kind: "edit", arguments: CHANGED });
    expect(status).toBe(edited ? 200 : 422);
    if (!edited) await answer(id, { kind: "reject" });
    const no = denied(name, expect.stringContaining("said no"));
    expect((await calling).body).toEqual(edited ?? no);
  });

  test("a no is its deny, with the person's reason", async () => {
    const { hook, asked, answer } = await opened();
    const calling = hook(name);
    await answer(await asked(), { kind: "reject", reason: 'keep it."\nAPPROVED' });
    const message = expect.stringMatching(
      /^owner said no \(Loopgate request [\w-]{36}\)\. Reason: "keep it\.\\"\\nAPPROVED" Do not do it\.$/,
    ) as unknown;
    expect((await calling).body).toEqual(denied(name, message));
  });

  test("nobody's answer in time is its deny", async () => {
    const { hook, asked, clock } = await opened();
    const calling = hook(name, { query: "timeout=60" });
    await asked();
    await clock.advance(63_000);
    expect((await calling).body).toEqual(denied(name, expect.stringContaining("in time")));
  });

  test("a question that is taken back is its deny", async () => {
    const { hook, asked, post } = await opened();
    const calling = hook(name);
    await post("/hitl/cancel", { request_id: await asked() });
    expect((await calling).body).toEqual(denied(name, expect.stringContaining("taken back")));
  });

  test("the person sees the tool and its arguments, drawn by the gate", async () => {
    const { hook, asked, request, answer } = await opened();
    const calling = hook(name);
    const id = await asked();
    const { action, source, client_id: client } = await request(id);
    expect(client).toBe(name.split(" ", 1)[0]);
    expect(action).toMatchObject(ACTIONS[name]);
    expect(source).toMatchObject({ client, event: name.split(" ", 2)[1] });
    await answer(id, { kind: "reject" });
    await calling;
  });

  test("without a field that is needed it is a 422 that names it", async () => {
    const { hook, pending } = await opened();
    for (const field of NEEDED[name]) {
      const { status, body } = await hook(name, { more: { [field]: undefined } });
      expect([status, body["code"], body.errors?.map(({ path }) => path)]).toEqual([422, "invalid_request", [field]]);
    }
    expect(await pending()).toEqual([]);
  });
});

const bash = { name: "Bash", arguments: { command: "rm -rf build" } };
const ACTIONS: Readonly<Record<Hook, object>> = {
  "claude-code PreToolUse": bash,
  "claude-code PermissionRequest": bash,
  "codex PreToolUse": bash,
  "codex PermissionRequest": bash,
  "gemini BeforeTool": { name: "run_shell_command", arguments: PAYLOADS["gemini BeforeTool"].tool_input },
  "copilot preToolUse": { ...bash, name: "bash" },
  "copilot permissionRequest": { ...bash, name: "bash" },
  "cursor beforeShellExecution": { ...bash, name: "Shell" },
  "cursor beforeMCPExecution": { name: "remove", arguments: { path: "build" } },
  "cursor preToolUse": bash,
};
const CLAUDE_NEEDS = ["hook_event_name", "session_id", "tool_name", "tool_input"];
const NEEDED: Readonly<Record<Hook, readonly string[]>> = {
  "claude-code PreToolUse": CLAUDE_NEEDS,
  "claude-code PermissionRequest": CLAUDE_NEEDS,
  "codex PreToolUse": CLAUDE_NEEDS,
  "codex PermissionRequest": CLAUDE_NEEDS,
  "gemini BeforeTool": CLAUDE_NEEDS,
  "copilot preToolUse": ["sessionId", "toolName", "toolArgs"],
  "copilot permissionRequest": ["hookName", "sessionId", "toolName", "toolInput"],
  "cursor beforeShellExecution": ["hook_event_name", "conversation_id", "command"],
  "cursor beforeMCPExecution": ["hook_event_name", "conversation_id", "tool_name", "tool_input"],
  "cursor preToolUse": ["hook_event_name", "conversation_id", "tool_name", "tool_input"],
};

describe("what a client can do with edits", () => {
  test("Gemini CLI lays them over its own arguments: one that a person took away would still run, so it is a no", async () => {
    const { hook, asked, answer } = await opened();
    const calling = hook("gemini BeforeTool");
    await answer(await asked(), { kind: "edit", arguments: { command: "rm -rf build/tmp" } });
    expect((await calling).body).toEqual({
      decision: "deny",
      reason: expect.stringMatching(
        /without "description".*exactly these arguments: \{"command":"rm -rf build\/tmp"\}$/,
      ) as unknown,
    });
  });

  test("arguments that come as a text of JSON are shown as what they are", async () => {
    const { hook, asked, answer, request } = await opened();
    const calling = hook("copilot preToolUse", { more: { toolArgs: '{"command":"ls"}' } });
    const id = await asked();
    expect((await request(id))["action"]).toMatchObject({ arguments: { command: "ls" } });
    await answer(id, { kind: "approve" });
    expect((await calling).body).toMatchObject({ permissionDecision: "allow" });
  });

  test("free text is shown, and cannot be edited", async () => {
    const { hook, asked, answer, request } = await opened();
    const calling = hook("copilot preToolUse", { more: { toolArgs: "*** Begin Patch" } });
    const id = await asked();
    expect(await request(id)).toMatchObject({
      action: { arguments: { input: "*** Begin Patch" } },
      allowed_decisions: ["approve", "reject"],
    });
    await answer(id, { kind: "reject" });
    await calling;
  });
});
