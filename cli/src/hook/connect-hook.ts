import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { HOOK_CLIENTS, LONGEST_TIMEOUT, type Json } from "@loopgate/contract";
import { saveText } from "../connect/client-file.ts";
import { UserError, type ExitCode, type Shell } from "../shell.ts";
import { texts } from "../texts.ts";
import { hookFiles, type HookFile } from "./files.ts";
import { commandLine, handlerOf, listOf, SLACK, tellingHandler, withHandler, type Way } from "./handler.ts";
import { parseSettings, withLists } from "./settings-text.ts";
import { hookSettingsFile, writeHookSettings } from "./settings.ts";

const { hook: words, mcp } = texts;
/** How long people have where nothing else is said, in seconds. */
const USUAL_TIMEOUT = 3600;

/** Writes Loopgate's hook into the settings of a coding agent, and where Loopgate is into a file of the user's own. */
export function connectHook(args: readonly string[], shell: Shell): ExitCode {
  const wanted = readConnect(args, shell);
  const { file } = wanted;
  const text = existsSync(file.path) ? readFileSync(file.path, "utf8") : undefined;
  const lists = listsFor(wanted, text, shell);
  if (wanted.print) {
    shell.err.line(mcp.belongsInto(file.path));
    for (const line of snippet(file, lists).split("\n")) shell.out.line(line);
    return 0;
  }
  const after = withLists(file, text, lists);
  if (after === undefined) throw new UserError(mcp.byHandOnly(file.path, snippet(file, lists)));
  writeHookSettings(wanted.settings, { url: wanted.url, apiKey: shell.environment.apiKey });
  if (after === text) shell.out.line(mcp.unchanged(file.path));
  else {
    const { copy } = saveText({ path: file.path, scope: "user" }, text, after);
    shell.out.line(mcp.written(file.path));
    if (copy !== undefined) shell.out.line(mcp.copied(copy));
  }
  for (const line of said(wanted)) shell.out.line(line);
  return 0;
}

type Wanted = {
  readonly file: HookFile;
  readonly events: readonly string[];
  readonly matcher: string | undefined;
  readonly timeout: number;
  readonly isHttp: boolean;
  readonly url: string;
  readonly settings: string;
  readonly print: boolean;
};

function readConnect(args: readonly string[], { environment }: Shell): Wanted {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      hook: { type: "boolean" },
      event: { type: "string" },
      matcher: { type: "string" },
      timeout: { type: "string" },
      http: { type: "boolean" },
      url: { type: "string" },
      print: { type: "boolean" },
    },
  });
  const [name, ...others] = positionals;
  const file = hookFiles(environment).find(({ client }) => client === name);
  if (!file || others.length > 0) throw new UserError(words.whichHook(HOOK_CLIENTS));
  const known = Object.keys(file.events);
  const { event, http = false } = values;
  if (event !== undefined && !known.includes(event)) throw new UserError(words.whichEvent(file.client, known));
  if (http && file.client !== "claude-code") throw new UserError(words.onlyClaudeCalls);
  return {
    file,
    events: event === undefined ? file.usual : [event],
    matcher: values.matcher,
    timeout: secondsOf(values.timeout),
    isHttp: http,
    url: addressOf(values.url ?? environment.url),
    settings: hookSettingsFile(environment.home),
    print: values.print === true,
  };
}

function secondsOf(text: string | undefined): number {
  if (text === undefined) return USUAL_TIMEOUT;
  const seconds = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  // The client has to wait longer still.
  if (seconds < 1 || seconds > LONGEST_TIMEOUT - SLACK) throw new UserError(words.badTimeout(LONGEST_TIMEOUT - SLACK));
  return seconds;
}

function addressOf(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new UserError(mcp.badUrl(text));
  return text.replace(/\/+$/, "");
}

/** For each event the list that is to stand there. Throws a UserError where the file cannot be read. */
function listsFor(wanted: Wanted, text: string | undefined, shell: Shell): Readonly<Record<string, readonly Json[]>> {
  const { file, events, timeout } = wanted;
  const before = settingsIn(file, text);
  const lists = events.map((event) => {
    const matcher = wanted.matcher ?? file.events[event];
    const handler = handlerOf({ ...file, matcher }, wayFor(wanted, event, shell), timeout, shell.environment.platform);
    const list = listOf(before, event);
    return [event, withHandler(file, list, { matcher, isChosen: wanted.matcher !== undefined, handler })] as const;
  });
  const after = events.flatMap((event) => file.after?.[event] ?? []);
  const telling = after.map((event) => {
    const handler = tellingHandler(wayFor({ ...wanted, timeout: undefined }, event, shell));
    return [event, withHandler(file, listOf(before, event), { matcher: undefined, isChosen: false, handler })] as const;
  });
  return Object.fromEntries([...lists, ...telling]);
}

function settingsIn({ path }: HookFile, text: string | undefined) {
  try {
    return parseSettings(text);
  } catch (error) {
    throw new UserError(mcp.unreadable(path, error instanceof Error ? error.message : String(error)));
  }
}

function wayFor(
  { file, timeout, isHttp, url, settings }: Omit<Wanted, "timeout"> & { readonly timeout: number | undefined },
  event: string,
  shell: Shell,
): Way {
  if (!isHttp) return { kind: "command", command: commandLine({ ...file, event, timeout, settings }, shell) };
  const query = timeout === undefined ? "" : `?timeout=${timeout}`;
  const needsKey = shell.environment.apiKey !== undefined;
  return { kind: "http", url: `${url}/hitl/hooks/${file.client}${query}`, needsKey };
}

function snippet({ form }: HookFile, lists: Readonly<Record<string, readonly Json[]>>): string {
  return JSON.stringify({ ...(form === "flat" && { version: 1 }), hooks: lists }, null, 2);
}

function said({ file, events, settings, isHttp }: Wanted): readonly string[] {
  const { client, managed } = file;
  return [
    ...(isHttp ? [] : [words.settingsWritten(settings)]),
    words.whatAsks(events),
    words.nextStep[client],
    words.staysOpen[client],
    managed === undefined ? words.manageable : words.managed(managed),
    mcp.thenDoctor,
  ];
}
