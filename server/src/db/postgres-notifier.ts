import type { Run } from "./engine.ts";

/** Sends hints to the other nodes: one NOTIFY on its way at a time, what gathers meanwhile goes together. Lost ones stay lost. */
export type Notifier = { add(topic: string, keys: readonly string[]): void; close(): Promise<void> };

/** The one channel of LISTEN and NOTIFY that all nodes share. */
export const notifyChannel = "loopgate";

/** PostgreSQL refuses a payload of 8,000 bytes. */
const maxKeys = 100;
const maxLength = 7_500;

export function createNotifier({ node, run }: { node: string; run: Run }): Notifier {
  const topics = new Map<string, Set<string>>();
  let sending: Promise<void> | undefined;

  const drain = async () => {
    for (let payload = take(topics, node); payload !== undefined; payload = take(topics, node)) {
      await run({ sql: "select pg_notify($1, $2)", parameters: [notifyChannel, payload] }).catch(() => {});
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
      await sending;
    },
  };
}

/** Takes as many keys of one topic as a payload holds. */
function take(topics: Map<string, Set<string>>, node: string): string | undefined {
  for (const [topic, waiting] of topics) {
    const keys: string[] = [];
    let length = 0;
    for (const key of waiting) {
      length += Buffer.byteLength(key) + 3;
      if (keys.length === maxKeys || (keys.length > 0 && length > maxLength)) break;
      keys.push(key);
      waiting.delete(key);
    }
    if (keys.length > 0) return JSON.stringify([node, topic, ...keys]);
  }
  return undefined;
}
