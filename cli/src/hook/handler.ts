import type { HookClient, Json, JsonObject } from "@loopgate/contract";
import { isObject } from "../bridge/message.ts";
import type { Shell } from "../shell.ts";
import type { HookFile } from "./files.ts";

/** What a client is told to start, or to call. */
export type Way =
  | { readonly kind: "command"; readonly command: string }
  | { readonly kind: "http"; readonly url: string; readonly needsKey: boolean };

/** The client waits this much longer than people have, in seconds: the hook must say no before the client gives it up. */
export const SLACK = 60;
const BLOCK = "{ echo 'Loopgate gave no answer, so the tool may not run.' >&2; exit 2; }";
/** What runs after the tool has nothing to block. */
const IGNORE = "true";
/** How long the client waits for a hook that only tells, in seconds. */
const TELLING = 30;
const STATUS = "waiting for a person (Loopgate)";

/**
 * The command of a hook, by absolute paths and with an empty environment: what a project or an agent puts into PATH, NODE_OPTIONS
 * or a proxy's variables does not reach it. Without a `timeout` it only tells. Where it cannot be started, or is killed, the shell ends with the one code that blocks, and with a reason, without which Codex
 * and Gemini CLI take even that code for a yes.
 */
export function commandLine(
  {
    client,
    event,
    timeout,
    settings,
  }: { client: HookClient; event: string; timeout: number | undefined; settings: string },
  { program, environment: { platform } }: Pick<Shell, "program" | "environment">,
): string {
  const words = [program.node, program.script, "hook", "--client", client, "--event", event];
  const rest = ["--settings", settings, ...(timeout === undefined ? [] : ["--timeout", String(timeout)])];
  if (platform === "win32")
    return [...words, ...rest].map((word) => (/[\s"]/.test(word) ? `"${word}"` : word)).join(" ");
  return `${["/usr/bin/env", "-i", ...words, ...rest].map(quoted).join(" ")} || ${timeout === undefined ? IGNORE : BLOCK}`;
}

/** Whether a command line ends as ours do, with the code that blocks where the hook itself does not come to its end. */
export function endsBlocked(command: string): boolean {
  return /\|\|.*\bexit 2; \}$/.test(command.trim());
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Claude Code's handler that tells when a tool has run, and keeps nobody waiting. */
export function tellingHandler(way: Way): JsonObject {
  if (way.kind === "command") return { type: "command", command: way.command, timeout: TELLING, async: true };
  return { type: "http", url: way.url, timeout: TELLING, ...keyOf(way) };
}

function keyOf({ needsKey }: Extract<Way, { kind: "http" }>): JsonObject {
  if (!needsKey) return {};
  return { headers: { Authorization: "Bearer $LOOPGATE_API_KEY" }, allowedEnvVars: ["LOOPGATE_API_KEY"] };
}

/** One handler in the client's own words, with how long the client waits for it. */
export function handlerOf(
  { client, matcher }: { readonly client: HookClient; readonly matcher: string | undefined },
  way: Way,
  timeout: number,
  platform: string,
): JsonObject {
  const seconds = timeout + SLACK;
  if (way.kind === "http")
    return {
      type: "http",
      url: way.url,
      timeout: seconds,
      onFailure: "block",
      statusMessage: STATUS,
      ...keyOf(way),
    };
  const { command } = way;
  switch (client) {
    case "claude-code":
      return { type: "command", command, timeout: seconds, onFailure: "block", statusMessage: STATUS };
    case "codex":
      return { type: "command", command, timeout: seconds, statusMessage: STATUS };
    case "gemini":
      return { name: "loopgate", type: "command", command, timeout: seconds * 1000 };
    case "copilot": {
      const shell = platform === "win32" ? "powershell" : "bash";
      return { type: "command", ...(matcher !== undefined && { matcher }), [shell]: command, timeoutSec: seconds };
    }
    case "cursor":
      return { command, failClosed: true, timeout: seconds, ...(matcher !== undefined && { matcher }) };
  }
}

/** One handler of ours that stands in a client's file. */
export type Found = {
  readonly event: string;
  /** Its group's place in the list of the event, and its own in the group. */
  readonly at: readonly [number, number];
  readonly handler: JsonObject;
};

/** Every handler of ours in the settings. */
export function handlersIn(
  { form, events }: Pick<HookFile, "form" | "events">,
  settings: JsonObject,
): readonly Found[] {
  return Object.keys(events).flatMap((event) =>
    listOf(settings, event).flatMap((entry, group): readonly Found[] => {
      if (!isObject(entry)) return [];
      if (form === "flat") return isOurs(entry) ? [{ event, at: [group, 0], handler: entry }] : [];
      return itemsOf(entry["hooks"]).flatMap((handler, index) =>
        isObject(handler) && isOurs(handler) ? [{ event, at: [group, index] as const, handler }] : [],
      );
    }),
  );
}

/** The event's list with our handler in it: where an older one of ours stood, else last. What a person has added to it stays. */
export function withHandler(
  { form }: Pick<HookFile, "form">,
  list: readonly Json[],
  { matcher, isChosen, handler }: { matcher: string | undefined; isChosen: boolean; handler: JsonObject },
): readonly Json[] {
  const place = (before: JsonObject): JsonObject => ({ ...handler, ...without(before, Object.keys(handler)) });
  let isPlaced = false;
  const placed = list.map((entry): Json => {
    if (isPlaced || !isObject(entry)) return entry;
    if (form === "flat") {
      isPlaced = isOurs(entry);
      // A matcher that a person chose stays, until another is chosen.
      const own = entry["matcher"];
      return isPlaced ? { ...place(entry), ...(!isChosen && own !== undefined && { matcher: own }) } : entry;
    }
    const hooks = itemsOf(entry["hooks"]);
    const at = hooks.findIndex((each) => isObject(each) && isOurs(each));
    const before = hooks[at];
    if (!isObject(before)) return entry;
    isPlaced = true;
    return {
      ...entry,
      ...(isChosen && matcher !== undefined && { matcher }),
      hooks: hooks.with(at, place(before)),
    };
  });
  if (isPlaced) return placed;
  return [...list, form === "flat" ? handler : { ...(matcher !== undefined && { matcher }), hooks: [handler] }];
}

/** What we set, so that nothing of another way is left behind; and by what Claude Code runs the command otherwise, or without waiting. */
const OURS = [
  "type",
  "command",
  "bash",
  "powershell",
  "url",
  "headers",
  "allowedEnvVars",
  "timeout",
  "timeoutSec",
  "args",
  "shell",
  "async",
  "asyncRewake",
];

function without(handler: JsonObject, set: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(handler).filter(([name]) => !OURS.includes(name) && !set.includes(name)));
}

/** What the client starts, or calls; undefined where it says neither. */
export function wayOf({ command, bash, powershell, url }: JsonObject): Way | undefined {
  const line = [command, bash, powershell].find((each) => typeof each === "string");
  if (line !== undefined) return { kind: "command", command: line };
  return typeof url === "string" ? { kind: "http", url, needsKey: false } : undefined;
}

function isOurs(handler: JsonObject): boolean {
  const way = wayOf(handler);
  if (way?.kind === "http") return /\/hitl\/hooks\//.test(way.url);
  return way !== undefined && /loopgate[^\n]*?['"]?\s+hook(\s|$)/.test(way.command);
}

export function listOf(settings: JsonObject, event: string): readonly Json[] {
  const hooks = settings["hooks"];
  return isObject(hooks) ? itemsOf(hooks[event]) : [];
}

function itemsOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
