import { join } from "node:path";
import type { HookClient } from "@loopgate/contract";
import type { Environment } from "../environment.ts";

/** Where a client keeps its hooks, and in which form. */
export type HookFile = {
  readonly client: HookClient;
  readonly path: string;
  /** `grouped`: handlers stand in groups with one matcher each; `flat`: each has its own. */
  readonly form: "grouped" | "flat";
  /** The events that Loopgate answers, the usual ones first; which tools each is for, by their names. */
  readonly events: Readonly<Record<string, string | undefined>>;
  /** Those that are set up where nothing else is said. */
  readonly usual: readonly string[];
  /** The hook after the tool that is set up along with an event: a yes at the terminal does not end the hook of that event. */
  readonly after?: Readonly<Record<string, string>>;
  /** How long the client by itself waits for a hook, in seconds; undefined where that is not known. */
  readonly patience: number | undefined;
  /** Where an administrator's settings stand, which an agent cannot change; undefined where the client has none. */
  readonly managed: string | undefined;
};

/** Asking whether one may ask would never end. */
const CLAUDE_TOOLS = "^(Bash|PowerShell|Write|Edit|NotebookEdit|mcp__(?!loopgate__).*)$";
/** Codex knows no look-ahead. */
const CODEX_TOOLS = "^(Bash|apply_patch|mcp__.*)$";
const GEMINI_TOOLS = "^(run_shell_command|write_file|replace|mcp_.*)$";
const COPILOT_TOOLS = "bash|powershell|write_bash|create|edit|str_replace|apply_patch|.*-.*";

/** Each client's file of the user; a project's file is the agent's to write. */
export function hookFiles({
  all,
  home,
  platform,
}: Pick<Environment, "all" | "home" | "platform">): readonly HookFile[] {
  const folder = (variable: string, name: string) => all[variable]?.trim() || join(home, name);
  const managed = managedFiles(platform);
  return [
    {
      client: "claude-code",
      path: join(folder("CLAUDE_CONFIG_DIR", ".claude"), "settings.json"),
      form: "grouped",
      events: { PreToolUse: CLAUDE_TOOLS, PermissionRequest: undefined },
      after: { PermissionRequest: "PostToolUse" },
      usual: ["PreToolUse"],
      patience: 600,
      managed: managed.claude,
    },
    {
      client: "codex",
      path: join(folder("CODEX_HOME", ".codex"), "hooks.json"),
      form: "grouped",
      events: { PreToolUse: CODEX_TOOLS, PermissionRequest: undefined },
      usual: ["PreToolUse"],
      patience: 600,
      managed: managed.codex,
    },
    {
      client: "gemini",
      path: join(home, ".gemini", "settings.json"),
      form: "grouped",
      events: { BeforeTool: GEMINI_TOOLS },
      usual: ["BeforeTool"],
      patience: 60,
      managed: managed.gemini,
    },
    {
      client: "copilot",
      path: join(home, ".copilot", "hooks", "loopgate.json"),
      form: "flat",
      events: { preToolUse: COPILOT_TOOLS, permissionRequest: undefined },
      usual: ["preToolUse"],
      patience: 30,
      managed: undefined,
    },
    {
      client: "cursor",
      path: join(home, ".cursor", "hooks.json"),
      form: "flat",
      events: { beforeShellExecution: undefined, beforeMCPExecution: undefined, preToolUse: undefined },
      usual: ["beforeShellExecution", "beforeMCPExecution"],
      patience: undefined,
      managed: managed.cursor,
    },
  ];
}

type Managed = Readonly<Record<"claude" | "codex" | "gemini" | "cursor", string | undefined>>;

function managedFiles(platform: string): Managed {
  if (platform === "darwin")
    return {
      claude: "/Library/Application Support/ClaudeCode/managed-settings.json",
      codex: "/etc/codex/requirements.toml",
      gemini: "/Library/Application Support/GeminiCli/settings.json",
      cursor: "/Library/Application Support/Cursor/hooks.json",
    };
  if (platform === "win32")
    return {
      claude: String.raw`C:\Program Files\ClaudeCode\managed-settings.json`,
      codex: undefined,
      gemini: String.raw`C:\ProgramData\gemini-cli\settings.json`,
      cursor: String.raw`C:\ProgramData\Cursor\hooks.json`,
    };
  return {
    claude: "/etc/claude-code/managed-settings.json",
    codex: "/etc/codex/requirements.toml",
    gemini: "/etc/gemini-cli/settings.json",
    cursor: "/etc/cursor/hooks.json",
  };
}
