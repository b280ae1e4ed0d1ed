import type { Json, JsonObject } from "@loopgate/contract";
import { readEnvironment, type Environment } from "../environment.ts";
import type { Shell } from "../shell.ts";
import type { ClientName } from "./clients.ts";
import type { Entry } from "./settings.ts";

/** After so many seconds Codex by itself gives a call up, whatever progress it is told. */
export const CODEX_BREAKS_OFF = 300;
const CODEX_PATIENCE = 3600;
/** The first `npx` may have to fetch the package; by itself Codex gives up after 10 s. */
const CODEX_START = 60;
/** What is set anew each time, of the entry and of its environment; whatever else a person has put there stays. */
const OURS = ["type", "command", "args", "url", "headers", "bearer_token_env_var", "env", "env_vars"];
const OUR_ENV = ["LOOPGATE_URL", "SERVER_PORT", "DATA_DIR"];
const KEY = "LOOPGATE_API_KEY";
const ASKING = "request_human_input";

/** The entry by which a client starts `loopgate mcp`, or calls a server at `url`, with what a person has added to the one before. */
export function entryFor(
  client: ClientName,
  { environment, program }: Pick<Shell, "environment" | "program">,
  url: string | undefined,
  before: Entry = {},
): Entry {
  const kept = without(before, OURS);
  const codex = client === "codex" ? codexWays(kept) : {};
  // Claude Desktop's file takes no addresses: there the program is told where the server is.
  if (url !== undefined && client !== "claude-desktop") return { ...http(client, url, environment), ...kept, ...codex };
  const env = {
    ...(isObject(before["env"]) && without(before["env"], OUR_ENV)),
    ...whereabouts(environment),
    ...(url !== undefined && { LOOPGATE_URL: url }),
  };
  const names = client === "codex" ? handedOn(before["env_vars"], environment) : [];
  return {
    ...(client === "claude-code" && { type: "stdio" }),
    ...commandOf(program, environment.platform),
    ...kept,
    ...codex,
    ...(names.length > 0 && { env_vars: names }),
    ...(Object.keys(env).length > 0 && { env }),
  };
}

/** Codex starts a server without most of its own environment; this hands the key on without writing it down. */
function handedOn(before: Json | undefined, { apiKey }: Environment): readonly Json[] {
  const names: readonly Json[] = Array.isArray(before) ? before : [];
  return apiKey === undefined || names.includes(KEY) ? names : [...names, KEY];
}

function http(client: ClientName, url: string, { apiKey }: Environment): Entry {
  if (client === "codex") return { url, ...(apiKey !== undefined && { bearer_token_env_var: KEY }) };
  return { type: "http", url, ...(apiKey !== undefined && { headers: { Authorization: `Bearer \${${KEY}}` } }) };
}

/** The installed package is found by npx; a clone is not, so there the very program that runs now is named. */
function commandOf({ node, script }: Shell["program"], platform: string): Entry {
  if (!/[\\/]node_modules[\\/]loopgate[\\/]/.test(script)) return { command: node, args: [script, "mcp"] };
  const npx = ["npx", "loopgate", "mcp"];
  // On Windows npx is a script of the shell's, which only the shell can start.
  return platform === "win32" ? { command: "cmd", args: ["/c", ...npx] } : { command: "npx", args: npx.slice(1) };
}

/** Clients start servers with hardly any environment, so what says where Loopgate is goes into the entry. Secrets never do. */
function whereabouts({ all, dataDir, ...machine }: Environment): Readonly<Record<string, string>> {
  const given = ["LOOPGATE_URL", "SERVER_PORT"].flatMap((name) => {
    const value = all[name]?.trim();
    return value ? [[name, value] as const] : [];
  });
  const isUsual = dataDir === readEnvironment({}, machine).dataDir;
  return { ...Object.fromEntries(given), ...(!isUsual && { DATA_DIR: dataDir }) };
}

/**
 * Codex waits as long as a person may need, unless somebody chose longer. Unless they chose otherwise, it begins no turn without
 * Loopgate (else it leaves the tools out of the first turn, and tells nobody), and it asks through Loopgate without asking at its
 * own terminal first (where `codex exec` would refuse). Its other tools stay under Codex's own rules.
 */
function codexWays({ tool_timeout_sec: tool, startup_timeout_sec: startup, required, tools: before }: Entry): Entry {
  const tools = isObject(before) ? before : {};
  const { [ASKING]: own } = tools;
  return {
    required: required ?? true,
    startup_timeout_sec: longer(startup, CODEX_START),
    tool_timeout_sec: longer(tool, CODEX_PATIENCE),
    tools: { ...tools, [ASKING]: { approval_mode: "approve", ...(isObject(own) && own) } },
  };
}

function longer(chosen: Json | undefined, least: number): number {
  return typeof chosen === "number" && chosen > least ? chosen : least;
}

function without(entry: Entry, names: readonly string[]): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => !names.includes(name)));
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
