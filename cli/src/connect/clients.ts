import { join } from "node:path";
import type { Environment } from "../environment.ts";

export const CLIENTS = ["claude-code", "claude-desktop", "codex"] as const;
export type ClientName = (typeof CLIENTS)[number];
/** Whose settings: of all that this user does, or of the folder that he works in. */
export type Scope = "user" | "project";

/** A file in which an MCP client keeps which servers it uses. */
export type ClientFile = {
  readonly client: ClientName;
  readonly scope: Scope;
  readonly path: string;
  readonly format: "json" | "toml";
};

/** Every file that `loopgate connect` writes and the doctor reads, the usual one of each client first. */
export function clientFiles({ all, platform, home, folder }: Environment): readonly ClientFile[] {
  const text = (name: string) => all[name]?.trim() || undefined;
  const json = (client: ClientName, scope: Scope, path: string) => ({ client, scope, path, format: "json" }) as const;
  return [
    json("claude-code", "user", join(text("CLAUDE_CONFIG_DIR") ?? home, ".claude.json")),
    json("claude-code", "project", join(folder, ".mcp.json")),
    json("claude-desktop", "user", join(desktopFolder(text, platform, home), "claude_desktop_config.json")),
    {
      client: "codex",
      scope: "user",
      path: join(text("CODEX_HOME") ?? join(home, ".codex"), "config.toml"),
      format: "toml",
    },
  ];
}

function desktopFolder(text: (name: string) => string | undefined, platform: string, home: string): string {
  if (platform === "darwin") return join(home, "Library", "Application Support", "Claude");
  if (platform === "win32") return join(text("APPDATA") ?? join(home, "AppData", "Roaming"), "Claude");
  return join(text("XDG_CONFIG_HOME") ?? join(home, ".config"), "Claude");
}
