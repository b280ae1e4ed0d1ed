import { isAbsolute } from "node:path";
import type { Json } from "@loopgate/contract";
import { isObject } from "./bridge/message.ts";
import { checkEndpoint } from "./check-endpoint.ts";
import { readClientFile } from "./connect/client-file.ts";
import { clientFiles, type ClientFile } from "./connect/clients.ts";
import { CODEX_BREAKS_OFF } from "./connect/entry.ts";
import type { Entry } from "./connect/settings.ts";
import { readEnvironment, type Environment } from "./environment.ts";
import type { Finding } from "./finding.ts";
import { isFile, isProgram } from "./program-file.ts";
import { UserError, type Shell } from "./shell.ts";
import { texts } from "./texts.ts";

const { doctor: words } = texts.terminal;

/** Whether each MCP client that has an entry for Loopgate finds what it names, and waits long enough. */
export async function checkClients(shell: Shell): Promise<readonly Finding[]> {
  const findings = clientFiles(shell.environment).map((file) => checkClient(file, shell));
  return (await Promise.all(findings)).flat();
}

async function checkClient(file: ClientFile, shell: Shell): Promise<readonly Finding[]> {
  const name = words.client(file.client, file.scope);
  try {
    const { entry } = readClientFile(file);
    if (!entry) return [];
    const way = await checkWay(name, file, entry, shell);
    return file.client === "codex" ? [way, ...checkPatience(name, entry)] : [way];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ name, ok: false, detail: error.message }];
  }
}

async function checkWay(name: string, { client, path }: ClientFile, entry: Entry, shell: Shell): Promise<Finding> {
  const { command, url } = entry;
  const todo = words.connectAgain(client);
  if (typeof command === "string") {
    const args = (Array.isArray(entry["args"]) ? entry["args"] : []).filter((arg) => typeof arg === "string");
    const whole = [command, ...args].join(" ");
    const isThere = isProgram(command, shell.environment) && args.every((arg) => !isAbsolute(arg) || isFile(arg));
    if (!isThere) return { name, ok: false, detail: words.commandAbsent(whole), todo };
    return { name, ok: true, detail: words.starts(whole, askedBy(entry["env"], shell.environment)) };
  }
  if (typeof url === "string" && URL.canParse(url)) return checkEndpoint(name, url, shell);
  return { name, ok: false, detail: words.noWay(path), todo };
}

/** Codex breaks a call off by the clock, whatever progress it is told. */
function checkPatience(name: string, { tool_timeout_sec: chosen }: Entry): readonly Finding[] {
  const seconds = typeof chosen === "number" ? chosen : CODEX_BREAKS_OFF;
  if (seconds > CODEX_BREAKS_OFF) return [];
  return [{ name, ok: false, detail: words.impatient(seconds), todo: words.connectAgain("codex") }];
}

/** The server that a command started with this environment looks for. */
function askedBy(env: Json | undefined, environment: Environment): string {
  const own = isObject(env) ? Object.entries(env).filter(([, value]) => typeof value === "string") : [];
  return readEnvironment(Object.fromEntries(own) as Readonly<Record<string, string>>, environment).url;
}
