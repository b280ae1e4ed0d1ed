import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createClient } from "@loopgate/client";
import { expect } from "vitest";
import { recordedShell } from "../recorded-shell.fixture.ts";
import { run } from "../run.ts";
import { hookSettingsFile } from "./settings.ts";

export const CLAUDE = {
  session_id: "s1",
  cwd: "/home/ann/app",
  hook_event_name: "PreToolUse",
  tool_name: "Bash",
  tool_input: { command: "rm -rf build" },
  tool_use_id: "toolu_1",
};
export const GEMINI = {
  session_id: "s1",
  timestamp: "2026-11-26T09:30:00.000Z",
  hook_event_name: "BeforeTool",
  tool_name: "run_shell_command",
  tool_input: { command: "rm -rf build" },
};
export const COPILOT = {
  sessionId: "s1",
  timestamp: 1_790_000_000_000,
  toolName: "bash",
  toolArgs: { command: "rm -rf build" },
};

type Extras = Omit<Partial<Parameters<typeof recordedShell>[0]>, "sent">;

/** A person's home in which settings for hooks stand, and the hooks that run there. */
export function hookedHome(settings: { readonly url: string; readonly api_key?: string }) {
  const home = mkdtempSync(join(tmpdir(), "loopgate-hook-"));
  const file = hookSettingsFile(home);
  const agent = createClient({ url: settings.url });
  const write = (text: string) => {
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    writeFileSync(file, text, { mode: 0o600 });
  };
  write(JSON.stringify(settings));

  /** Starts a hook; `exit` resolves with its code. */
  function hook(payload: object | string, args: readonly string[] = [], extras: Extras = {}) {
    const text = typeof payload === "string" ? payload : JSON.stringify(payload);
    const { shell, printed, interrupt } = recordedShell({ variables: {}, home, sent: [Buffer.from(text)], ...extras });
    return { exit: run(["hook", ...args], shell), printed, interrupt };
  }
  /** The id of what a hook asks, as soon as it does. */
  async function asked(): Promise<string> {
    let id = "";
    const look = async () => (id = (await agent.pending()).pending_requests[0]?.request_id ?? "");
    await expect.poll(look, { timeout: 10_000 }).not.toBe("");
    return id;
  }
  return { home, file, write, hook, asked, agent, close: () => rmSync(home, { recursive: true, force: true }) };
}
