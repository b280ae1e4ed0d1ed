import { parseArgs } from "node:util";
import { LoopgateUnreachable } from "@loopgate/client";
import {
  HOOK_CLIENTS,
  HOOK_TIMEOUT,
  LONGEST_TIMEOUT,
  type HookClient,
  type Json,
  type JsonObject,
} from "@loopgate/contract";
import { isObject } from "../bridge/message.ts";
import { showFailure } from "../failure.ts";
import { hookAnswer, Unanswered } from "../hook/answer.ts";
import { createHookCalls, HookRefused } from "../hook/call.ts";
import { detectClient } from "../hook/detect.ts";
import { readHookSettings } from "../hook/settings.ts";
import { UserError, type ExitCode, type Shell } from "../shell.ts";
import { texts } from "../texts.ts";

const { hook: words } = texts;

/** The server takes less; the rest is for what it escapes. */
const LONGEST_PAYLOAD = 1024 * 1024;
/** What the hook takes beyond the time that people have: to ask, and to take its request back. In milliseconds. */
const OWN_MS = 10_000;
/** A longer timer would end at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Answers one hook of a coding agent: its JSON comes on stdin, what a person decided goes to stdout in that agent's own words. Exits
 * 0 with an answer, else 2 with the reason on stderr and nothing on stdout: the one code after which no agent runs the tool.
 */
export async function hook(args: readonly string[], shell: Shell): Promise<ExitCode> {
  const { err } = shell;
  try {
    const answer = await answered(args, shell);
    shell.peer.write(`${JSON.stringify(answer)}\n`);
    return 0;
  } catch (error) {
    if (error instanceof LoopgateUnreachable) err.line(words.noAnswer(error.url));
    else if (error instanceof HookRefused || error instanceof Unanswered) err.line(error.message);
    else showFailure(error, err);
    err.line(words.blocked);
    return 2;
  }
}

async function answered(args: readonly string[], shell: Shell): Promise<JsonObject> {
  const { world, err } = shell;
  // From here on a signal ends nothing by itself.
  const stop = shell.interruption({ withParent: true });
  const given = readHook(args);
  const settings = readHookSettings(given.settings, shell.environment);
  if (shell.ask) err.line(words.byHand);
  const late = world.deadline(Math.min((given.timeout ?? HOOK_TIMEOUT) * 1000 + OWN_MS, LONGEST_TIMER_MS));
  const payload = await readPayload(shell, AbortSignal.any([stop, late]));
  if (stop.aborted) throw new Unanswered(words.stopped);
  const sent = objectOf(payload);
  const calls = createHookCalls({
    settings,
    client: given.client ?? detectClient(sent),
    payload,
    query: queryOf(given),
    key: Array.from({ length: 3 }, () => world.fraction().toString(36).slice(2)).join("-"),
    world,
  });
  return hookAnswer({ calls, world, stop, late, url: settings.url, retrying: () => err.line(words.askingAgain) });
}

type Given = {
  readonly client: HookClient | undefined;
  readonly event: string | undefined;
  readonly timeout: number | undefined;
  readonly asksOnTimeout: boolean;
  readonly defers: boolean;
  readonly settings: string | undefined;
};

function readHook(args: readonly string[]): Given {
  const { values } = parseArgs({
    args: [...args],
    options: {
      client: { type: "string" },
      event: { type: "string" },
      timeout: { type: "string" },
      "on-timeout": { type: "string" },
      defer: { type: "boolean" },
      settings: { type: "string" },
    },
  });
  const client = HOOK_CLIENTS.find((each) => each === values.client);
  if (values.client !== undefined && !client) throw new UserError(words.whichClient(HOOK_CLIENTS));
  const onTimeout = values["on-timeout"] ?? "deny";
  if (onTimeout !== "deny" && onTimeout !== "ask") throw new UserError(words.badOnTimeout);
  return {
    client,
    event: values.event,
    timeout: values.timeout === undefined ? undefined : secondsOf(values.timeout),
    asksOnTimeout: onTimeout === "ask",
    defers: values.defer === true,
    settings: values.settings,
  };
}

function secondsOf(text: string): number {
  const seconds = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > LONGEST_TIMEOUT) throw new UserError(words.badTimeout(LONGEST_TIMEOUT));
  return seconds;
}

function queryOf({ event, timeout, asksOnTimeout, defers }: Given): Readonly<Record<string, string>> {
  return {
    ...(event !== undefined && { event }),
    ...(timeout !== undefined && { timeout: String(timeout) }),
    ...(asksOnTimeout && { on_timeout: "ask" }),
    ...(defers && { mode: "defer" }),
  };
}

/** The text as it came. */
async function readPayload({ peer }: Shell, stop: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of peer.read(stop)) {
    size += chunk.byteLength;
    if (size > LONGEST_PAYLOAD) throw new UserError(words.tooLong(LONGEST_PAYLOAD));
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new UserError(words.noPayload("it is not UTF-8"));
  }
}

function objectOf(text: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw new UserError(words.noPayload(error instanceof Error ? error.message : String(error)));
  }
  if (!isObject(value)) throw new UserError(words.noPayload(words.notAnObject));
  return value;
}
