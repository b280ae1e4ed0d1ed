import { parseArgs } from "node:util";
import type { EventPage } from "@loopgate/contract";
import { operatorCaller } from "../operator.ts";
import type { ExitCode, Shell } from "../shell.ts";

const LOOK_MS = 1_000;
const PAGE = 200;

/** Prints what happened, one event a line as JSON, oldest first; with `--follow` also what comes, until it is stopped. */
export async function events(args: readonly string[], shell: Shell): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      type: { type: "string" },
      subject: { type: "string" },
      since: { type: "string" },
      cursor: { type: "string" },
      follow: { type: "boolean" },
    },
  });
  const { follow = false, cursor = "0", ...filter } = values;
  const stop = follow ? shell.interruption() : undefined;
  try {
    await print(filter, cursor, stop, shell);
    return 0;
  } catch (error) {
    if (!stop?.aborted) throw error;
    return stop.reason === "SIGTERM" ? 143 : 130;
  }
}

/** Ends at the last event, or goes on until `stop` aborts. */
async function print(filter: Record<string, string>, from: string, stop: AbortSignal | undefined, shell: Shell) {
  const caller = operatorCaller(shell);
  for (let cursor = from; ;) {
    const query = new URLSearchParams({ ...filter, cursor, limit: String(PAGE) });
    const { body } = await caller.read({
      method: "GET",
      path: `/api/operator/events?${query.toString()}`,
      signal: stop,
    });
    const page = body as EventPage;
    for (const event of page.events) shell.out.line(JSON.stringify(event));
    cursor = page.next_cursor;
    if (page.events.length === PAGE) continue;
    if (!stop) return;
    await shell.world.sleep(LOOK_MS, stop);
  }
}
