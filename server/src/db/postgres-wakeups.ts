import type { Client } from "pg";
import { backoff } from "../kit/backoff.ts";
import type { Clock } from "../kit/clock.ts";
import type { Ids } from "../kit/ids.ts";
import type { Log } from "../kit/log.ts";
import type { Run } from "./engine.ts";
import { createNotifier, notifyChannel } from "./postgres-notifier.ts";
import { byTopic, createLocalWakeups, type Wakeups } from "./wakeups.ts";

type Parts = {
  readonly run: Run;
  readonly client: () => Client;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
};

/** Hints among all nodes: told here at once, to the others by NOTIFY; heard on one connection that is renewed when it breaks. */
export function createPostgresWakeups({ run, client, clock, ids, log }: Parts): Wakeups {
  const node = ids.id();
  const local = createLocalWakeups();
  const notifier = createNotifier({ node, run, clock });
  const closing = new AbortController();
  let listening = false;

  const hear = (payload: string | undefined) => {
    const hint = parsePayload(payload);
    if (hint && hint.node !== node) local.tell(hint.topic, hint.keys);
  };

  /** Listens until the connection breaks or the whole is closed. */
  const listen = async () => {
    const connection = client();
    const broken = new Promise<void>((resolve) => {
      connection.on("error", () => resolve());
      connection.on("end", () => resolve());
      closing.signal.addEventListener("abort", () => resolve());
    });
    connection.on("notification", ({ payload }) => hear(payload));
    try {
      await connection.connect();
      await connection.query(`listen ${notifyChannel}`);
      listening = true;
      local.tellAll();
      await broken;
    } finally {
      listening = false;
      await connection.end().catch(() => {});
    }
  };

  const loop = async () => {
    for (let attempt = 1; !closing.signal.aborted; attempt++) {
      try {
        await listen();
        attempt = 1;
      } catch (error) {
        log.warn("The connection for wake-ups failed; waiting callers are polled meanwhile.", { part: "db", error });
      }
      await clock.sleep(50 + backoff(attempt, { baseMs: 200, capMs: 5_000 }, ids.fraction), closing.signal);
    }
  };
  const ended = loop();

  return {
    on: local.on,
    send(hints) {
      for (const [topic, keys] of byTopic(hints)) {
        local.tell(topic, keys);
        notifier.add(topic, keys);
      }
    },
    healthy: () => listening,
    async close() {
      closing.abort();
      await ended;
      await notifier.close();
    },
  };
}

type Payload = { readonly node: string; readonly topic: string; readonly keys: readonly string[] };

/** Anybody with the database's password may notify: what is not ours is passed over. */
function parsePayload(payload: string | undefined): Payload | undefined {
  try {
    const [node, topic, ...keys]: unknown[] = JSON.parse(payload ?? "");
    const isText = (value: unknown) => typeof value === "string";
    if (typeof node !== "string" || typeof topic !== "string" || !keys.every(isText)) return undefined;
    return { node, topic, keys: keys.filter((key) => typeof key === "string") };
  } catch {
    return undefined;
  }
}
