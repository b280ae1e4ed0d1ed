import { parseArgs } from "node:util";
import { createCaller } from "@loopgate/client/caller";
import type { CallbackList, CallbackReplayed, CallbackView } from "@loopgate/contract";
import { seen } from "../screen.ts";
import { UserError, type ExitCode, type Shell } from "../shell.ts";
import { texts } from "../texts.ts";

const { terminal } = texts;

/** Shows what became of what was sent to callbacks, and has what failed sent again; with the API key where one is needed. */
export async function callbacks(args: readonly string[], shell: Shell): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { client: { type: "string" }, event: { type: "string" }, json: { type: "boolean" } },
    allowPositionals: true,
  });
  const [verb, id, ...others] = positionals;
  const json = values.json === true;
  if (verb === "list" && id === undefined) return list(shell, values.client, json);
  if (verb === "replay" && id !== undefined && others.length === 0) return replay(shell, id, values.event, json);
  throw new UserError(terminal.callbacksUsage);
}

function caller({ environment, world }: Shell) {
  return createCaller({ url: environment.url, credential: environment.apiKey, world });
}

async function list(shell: Shell, client: string | undefined, json: boolean): Promise<ExitCode> {
  const from = caller(shell);
  const found: CallbackView[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const query = new URLSearchParams({
      limit: "200",
      ...(cursor !== "" && { cursor }),
      ...(client !== undefined && { client_id: client }),
    });
    const { body } = await from.read({ method: "GET", path: `/hitl/callbacks?${query.toString()}` });
    const page = body as CallbackList;
    found.push(...page.callbacks);
    cursor = page.next_cursor;
  }
  if (json) shell.out.json({ callbacks: found });
  else if (found.length === 0) shell.out.line(terminal.noCallbacks);
  for (const callback of json ? [] : found) shell.out.line(seen(lineOf(callback)));
  return 0;
}

function lineOf({
  callback_id: id,
  url,
  client_id: client,
  request_id: request,
  state,
  due,
  failed,
  last,
}: CallbackView) {
  const whose = request === null ? client : `${client} ${request}`;
  const counts = terminal.callbackCounts({ state, due, failed });
  return `${id}  ${whose}  ${new URL(url).host}  ${counts}${last?.error ? `  ${last.error}` : ""}`;
}

async function replay(shell: Shell, id: string, event: string | undefined, json: boolean): Promise<ExitCode> {
  const path = `/hitl/callbacks/${encodeURIComponent(id)}/replay`;
  const { body } = await caller(shell).read({
    method: "POST",
    path,
    body: event === undefined ? {} : { event_id: event },
  });
  const replayed = body as CallbackReplayed;
  if (json) shell.out.json(replayed);
  else shell.out.line(terminal.replayed(replayed.replayed));
  return 0;
}
