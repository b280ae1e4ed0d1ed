import type { Clock } from "../kit/clock.ts";
import type { Run } from "./engine.ts";

/** Sends hints to the other nodes, those of a few milliseconds together. Lost ones stay lost: a hint is only a hint. */
export type Notifier = { add(topic: string, keys: readonly string[]): void; close(): Promise<void> };

/** The one channel of LISTEN and NOTIFY that all nodes share. */
export const notifyChannel = "loopgate";

/** PostgreSQL refuses a payload of 8,000 bytes. */
const maxKeys = 100;
const maxLength = 7_500;
/** Commits with a NOTIFY wait for each other on the whole server, so there are at most two hundred a second from here. */
const gatherMs = 5;

export function createNotifier({ node, run, clock }: { node: string; run: Run; clock: Clock }): Notifier {
  const closing = new AbortController();
  let topics = new Map<string, Set<string>>();
  let sending: Promise<void> | undefined;

  const drain = async () => {
    while (topics.size > 0) {
      const payloads = payloadsOf(topics, node);
      topics = new Map();
      const sql = "select pg_notify($1, payload) from json_array_elements_text($2::json) as payload";
      await run({ sql, parameters: [notifyChannel, JSON.stringify(payloads)] }).catch(() => {});
      await clock.sleep(gatherMs, closing.signal);
    }
    sending = undefined;
  };

  return {
    add(topic, keys) {
      const waiting = topics.get(topic) ?? new Set();
      topics.set(topic, waiting);
      for (const key of keys) waiting.add(key);
      sending ??= drain();
    },
    async close() {
      closing.abort();
      await sending;
    },
  };
}

function payloadsOf(topics: ReadonlyMap<string, ReadonlySet<string>>, node: string): readonly string[] {
  return [...topics].flatMap(([topic, keys]) => pages(keys).map((page) => JSON.stringify([node, topic, ...page])));
}

/** The keys in pages that fit a payload each. */
function pages(keys: ReadonlySet<string>): readonly (readonly string[])[] {
  const all: string[][] = [];
  let length = Infinity;
  for (const key of keys) {
    length += Buffer.byteLength(key) + 3;
    const page = all.at(-1);
    if (page && page.length < maxKeys && length < maxLength) page.push(key);
    else {
      all.push([key]);
      length = Buffer.byteLength(key);
    }
  }
  return all;
}
