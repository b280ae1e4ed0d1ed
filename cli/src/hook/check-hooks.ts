import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { HOOK_TIMEOUT, type Json, type JsonObject } from "@loopgate/contract";
import { parse } from "smol-toml";
import { isObject } from "../bridge/message.ts";
import type { Finding } from "../finding.ts";
import { isFile, isProgram } from "../program-file.ts";
import { UserError, type Shell } from "../shell.ts";
import { texts } from "../texts.ts";
import { hookFiles, type HookFile } from "./files.ts";
import { trustByCodex } from "./codex-trust.ts";
import { endsBlocked, handlersIn, wayOf, type Found } from "./handler.ts";
import { readHookSettings } from "./settings.ts";
import { parseSettings } from "./settings-text.ts";
import { wordsOf } from "./command-words.ts";

const { doctor: words } = texts.hook;
const PATIENCE_MS = 10_000;
/** What a hook takes beyond the time that people have, in seconds (`commands/hook.ts`). */
const OWN_SECONDS = 10;

/** Whether each hook of ours that is set up would be heard, would end before its client gives it up, and keeps the tool from running. */
export async function checkHooks(shell: Shell): Promise<readonly Finding[]> {
  const { environment } = shell;
  const found = await Promise.all(hookFiles(environment).map((file) => checkFile(file, shell)));
  return [...found.flat(), ...onlyInRepository(shell)];
}

async function checkFile(file: HookFile, shell: Shell): Promise<readonly Finding[]> {
  if (!existsSync(file.path)) return [];
  const name = words.hook(file.client);
  let settings: JsonObject;
  try {
    settings = parseSettings(readFileSync(file.path, "utf8"));
  } catch (error) {
    // Of a client that is not set up with us it is none of our business.
    if (!readFileSync(file.path, "utf8").includes("loopgate")) return [];
    return [{ name, ok: false, detail: words.unreadable(file.path, error instanceof Error ? error.message : "") }];
  }
  const handlers = handlersIn(file, settings);
  const findings = await Promise.all(
    handlers.map(async (found) => {
      const problem = await problemOf(file, settings, found, shell);
      const label = `${name}, ${found.event}`;
      if (problem === undefined) return { name: label, ok: true, detail: words.well(file.path) };
      return { name: label, ok: false, detail: problem, todo: todoOf(file, problem) };
    }),
  );
  return findings;
}

function todoOf({ client }: HookFile, problem: string): string {
  if (problem === words.untrusted) return words.trust;
  return words.connectAgain(client);
}

async function problemOf(
  file: HookFile,
  settings: JsonObject,
  { event, at, handler }: Found,
  shell: Shell,
): Promise<string | undefined> {
  const way = wayOf(handler);
  if (!way) return words.noWay;
  const people = way.kind === "http" ? timeoutInUrl(way.url) : timeoutInCommand(way.command);
  return (
    switchedOff(file, settings) ??
    staysOpen(file, handler) ??
    (way.kind === "command" ? unblocked(file, way.command, shell) : undefined) ??
    tooShort(file, handler, people) ??
    (way.kind === "command" ? programProblem(way.command, shell) : undefined) ??
    (await untrusted(file, event, at, shell)) ??
    (await unreachable(way.kind === "http" ? { url: new URL(way.url).origin } : { command: way.command }, shell))
  );
}

function switchedOff({ client }: HookFile, settings: JsonObject): string | undefined {
  if (settings["disableAllHooks"] === true) return words.switchedOff("disableAllHooks");
  const own = settings["hooksConfig"];
  if (client !== "gemini" || !isObject(own)) return undefined;
  if (own["enabled"] === false) return words.switchedOff("hooksConfig.enabled");
  const disabled: Json = own["disabled"] ?? [];
  return Array.isArray(disabled) && disabled.includes("loopgate")
    ? words.switchedOff("hooksConfig.disabled")
    : undefined;
}

function staysOpen({ client }: HookFile, handler: JsonObject): string | undefined {
  const beside = ["async", "asyncRewake"].find((name) => handler[name] === true);
  if (client === "claude-code" && beside !== undefined) return words.notWaitedFor(beside);
  if (client === "claude-code" && handler["onFailure"] !== "block") return words.failsOpen('onFailure: "block"');
  if (client === "cursor" && handler["failClosed"] !== true) return words.failsOpen("failClosed: true");
  return undefined;
}

/** Claude Code and Cursor block by a setting of their own; the others by what the command ends with. */
function unblocked({ client }: HookFile, command: string, { environment }: Shell): string | undefined {
  if (client === "claude-code" || client === "cursor" || environment.platform === "win32") return undefined;
  return endsBlocked(command) ? undefined : words.failsOpen("|| { …; exit 2; }");
}

function tooShort(
  { client, patience }: HookFile,
  { timeout, timeoutSec }: JsonObject,
  people: number,
): string | undefined {
  const given = client === "copilot" ? timeoutSec : timeout;
  const seconds = typeof given === "number" ? (client === "gemini" ? given / 1000 : given) : (patience ?? 0);
  return seconds > people + OWN_SECONDS ? undefined : words.tooShort(seconds, people);
}

function timeoutInUrl(url: string): number {
  return Number(new URL(url).searchParams.get("timeout") ?? HOOK_TIMEOUT);
}

function timeoutInCommand(command: string): number {
  return Number(/--timeout[= ](\d+)/.exec(command)?.[1] ?? HOOK_TIMEOUT);
}

/** Every path on the line must be there. */
function programProblem(command: string, { environment }: Shell): string | undefined {
  const line = wordsOf(command);
  const [program = ""] = line;
  const settings = line.indexOf("--settings") + 1;
  const isThere =
    isProgram(program, environment) && line.every((word, at) => at === settings || !isAbsolute(word) || isFile(word));
  return isThere ? undefined : words.programAbsent(command);
}

/** Codex keeps the hash of what a person has trusted under the file, the event and the place in it; whether it still fits, it says itself. */
async function untrusted(
  { client, path }: HookFile,
  event: string,
  [group, index]: Found["at"],
  shell: Shell,
): Promise<string | undefined> {
  if (client !== "codex") return undefined;
  const config = join(dirname(path), "config.toml");
  const label = event.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
  const key = `${path}:${label}:${group}:${index}`;
  const { features, hooks } = tomlIn(existsSync(config) ? readFileSync(config, "utf8") : "");
  if (isObject(features) && features["hooks"] === false) return words.switchedOff("features.hooks");
  const states = isObject(hooks) ? hooks["state"] : undefined;
  const state = isObject(states) ? states[key] : undefined;
  if (!isObject(state) || typeof state["trusted_hash"] !== "string") return words.untrusted;
  if (state["enabled"] === false) return words.switchedOff(`hooks.state."${key}"`);
  const status = await trustByCodex(key, shell);
  return status === undefined || status === "trusted" || status === "managed" ? undefined : words.untrusted;
}

function tomlIn(text: string): JsonObject {
  try {
    return parse(text, { integersAsBigInt: "asNeeded" }) as unknown as JsonObject;
  } catch {
    return {};
  }
}

async function unreachable(
  to: { readonly url: string } | { readonly command: string },
  { world, environment }: Shell,
): Promise<string | undefined> {
  try {
    const { url } = "url" in to ? to : readHookSettings(settingsIn(to.command), environment);
    const response = await world
      .fetch(`${url}/health`, { signal: world.deadline(PATIENCE_MS), redirect: "error" })
      .catch(() => undefined);
    return response?.ok === true ? undefined : words.serverDown(url);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function settingsIn(command: string): string | undefined {
  const line = wordsOf(command);
  const at = line.indexOf("--settings");
  return at < 0 ? undefined : line[at + 1];
}

/** Copilot CLI does not load a repository's hooks in a folder that nobody has trusted, and says nothing. */
function onlyInRepository({ environment }: Shell): readonly Finding[] {
  const own = hookFiles(environment).find(({ client }) => client === "copilot");
  const folder = join(environment.folder, ".github", "hooks");
  if (!own || existsSync(own.path) || !existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const ours = files.find((file) => handlersIn(own, readSilently(join(folder, file))).length > 0);
  if (ours === undefined) return [];
  const name = words.hook("copilot");
  return [{ name, ok: false, detail: words.onlyInRepository(join(folder, ours)), todo: words.connectAgain("copilot") }];
}

function readSilently(path: string): JsonObject {
  try {
    return parseSettings(readFileSync(path, "utf8"));
  } catch {
    return {};
  }
}
