import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Json } from "@loopgate/contract";
import { isObject } from "../bridge/message.ts";
import { isChangeableByOthers, isReadableByOthers } from "../credential.ts";
import type { Environment } from "../environment.ts";
import { UserError } from "../shell.ts";
import { texts } from "../texts.ts";

const { hook: words } = texts;

/** Where Loopgate is, and the key for it. */
export type HookSettings = { readonly url: string; readonly apiKey: string | undefined };

const USUAL_URL = "http://127.0.0.1:8080";

/** The user's own settings for hooks, in his home. */
export function hookSettingsFile(home: string): string {
  return join(home, ".config", "loopgate", "hooks.json");
}

/**
 * What a hook goes by: the file that the command line names, which stands in the client's user-level settings, else the one in
 * the home of the account. Neither the working directory nor the environment says anything: both are the agent's.
 */
export function readHookSettings(
  named: string | undefined,
  { accountHome }: Pick<Environment, "accountHome">,
): HookSettings {
  const file = named ?? hookSettingsFile(accountHome);
  const settings = readSettingsFile(file);
  if (settings) return settings;
  if (named !== undefined) throw new UserError(words.settingsMissing(file));
  return { url: USUAL_URL, apiKey: undefined };
}

/** Undefined where there is no such file; throws a UserError for one that others can change, or whose key they can read, or that is none. */
function readSettingsFile(file: string): HookSettings | undefined {
  if (!statSync(file, { throwIfNoEntry: false })) return undefined;
  if (isChangeableByOthers(file)) throw new UserError(words.settingsOpen(file));
  const settings = parsed(file);
  // An address is no secret: so an administrator can name it for everybody.
  if (settings.apiKey !== undefined && isReadableByOthers(file)) throw new UserError(words.settingsOpen(file));
  return settings;
}

function parsed(file: string): HookSettings {
  try {
    return settingsOf(JSON.parse(readFileSync(file, "utf8")) as Json);
  } catch (error) {
    throw new UserError(words.settingsUnreadable(file, error instanceof Error ? error.message : String(error)));
  }
}

/** Anything else in it could be a misspelt setting that is believed to count. */
function settingsOf(value: Json): HookSettings {
  const { url, api_key: apiKey, ...others } = isObject(value) ? value : {};
  const [stranger] = Object.keys(others);
  if (stranger !== undefined) throw new TypeError(`"${stranger}" is not known there`);
  if (typeof url !== "string" || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new TypeError("url must be an http or https address");
  if (apiKey !== undefined && (typeof apiKey !== "string" || apiKey === ""))
    throw new TypeError("api_key must be a text");
  return { url: url.replace(/\/+$/, ""), apiKey };
}

/** Writes the file, readable by its user alone, in one step. A key that is there stays while the address does. */
export function writeHookSettings(file: string, { url, apiKey }: HookSettings): void {
  const before = readSettingsFile(file);
  const key = apiKey ?? (before?.url === url ? before.apiKey : undefined);
  const text = `${JSON.stringify({ url, ...(key !== undefined && { api_key: key }) }, null, 2)}\n`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  try {
    writeFileSync(temporary, text, { mode: 0o600, flag: "wx", flush: true });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
