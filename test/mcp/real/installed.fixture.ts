/** The real clients, in a folder of the user's cache: they are large, have licences of their own, and are no part of this repo. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { root } from "../../sources.ts";

export const CLAUDE_CODE = "2.1.330";
export const CLAUDE_AGENT_SDK = "0.3.330";
export const CODEX = "0.169.0";

export const GEMINI_CLI = "0.61.0";
export const COPILOT_CLI = "1.0.102";

const dependencies = {
  "@anthropic-ai/claude-code": CLAUDE_CODE,
  "@github/copilot": COPILOT_CLI,
  "@google/gemini-cli": GEMINI_CLI,
  "@openai/codex": CODEX,
};

type Clients = Readonly<Record<"claude" | "codex" | "copilot" | "gemini", string>>;

/** The programs' paths; installed once for each choice of versions. */
export function installClients(): Clients {
  const folder = installed(dependencies);
  const program = (name: string) => join(folder, "node_modules", ".bin", name);
  return {
    claude: program("claude"),
    codex: program("codex"),
    copilot: program("copilot"),
    gemini: program("gemini"),
  };
}

/** The module's path. What it leaves out is the same Claude Code once more. */
export function installAgentSdk(): string {
  const name = "@anthropic-ai/claude-agent-sdk";
  const folder = installed({ [name]: CLAUDE_AGENT_SDK }, "--omit=optional");
  return join(folder, "node_modules", name, "sdk.mjs");
}

function installed(packages: Readonly<Record<string, string>>, ...flags: readonly string[]): string {
  const key = createHash("sha256").update(JSON.stringify(packages)).digest("hex").slice(0, 12);
  const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const folder = join(cache, "loopgate", `test-clients-${key}`);
  const finished = join(folder, "installed");
  if (!existsSync(finished)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const allowScripts = { "@anthropic-ai/claude-code": true };
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ private: true, dependencies: packages, allowScripts }),
    );
    const bin = join(root, "node_modules", ".bin");
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", ...flags], {
      cwd: folder,
      env: { ...process.env, PATH: `${bin}:${process.env["PATH"] ?? ""}` },
      stdio: "inherit",
    });
    writeFileSync(finished, "");
  }
  return folder;
}
