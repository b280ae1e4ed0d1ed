/** Something that changed, by topic (`request`, `jobs`) and key. Only a hint: the row is the truth, and a hint may be lost. */
export type Hint = { readonly topic: string; readonly key: string };

/** `"all"`: hints may have been lost, look at everything that you wait for. */
export type Woken = (keys: readonly string[] | "all") => void;

export type Wakeups = {
  /** Calls back for hints of a topic, from this process or another, until the answered function is called. */
  on(topic: string, woken: Woken): () => void;
  /** Tells this process at once, and the others soon. */
  send(hints: readonly Hint[]): void;
  /** False while hints of other nodes cannot arrive. */
  healthy(): boolean;
  close(): Promise<void>;
};

/** The subscribers of this process. */
export type LocalWakeups = {
  on: Wakeups["on"];
  tell(topic: string, keys: readonly string[]): void;
  tellAll(): void;
};

export function createLocalWakeups(): LocalWakeups {
  const topics = new Map<string, Set<Woken>>();

  return {
    on(topic, woken) {
      const subscribers = topics.get(topic) ?? new Set();
      topics.set(topic, subscribers.add(woken));
      return () => {
        subscribers.delete(woken);
      };
    },
    tell(topic, keys) {
      for (const woken of topics.get(topic) ?? []) woken(keys);
    },
    tellAll() {
      for (const subscribers of topics.values()) for (const woken of subscribers) woken("all");
    },
  };
}

/** Keys by topic, in the order of the hints. */
export function byTopic(hints: readonly Hint[]): ReadonlyMap<string, readonly string[]> {
  const topics = new Map<string, string[]>();
  for (const { topic, key } of hints) {
    const keys = topics.get(topic);
    if (keys) keys.push(key);
    else topics.set(topic, [key]);
  }
  return topics;
}

/** One process has the database: whoever waits is in it. */
export function createProcessWakeups(): Wakeups {
  const local = createLocalWakeups();
  return {
    on: local.on,
    send(hints) {
      for (const [topic, keys] of byTopic(hints)) local.tell(topic, keys);
    },
    healthy: () => true,
    close: () => Promise.resolve(),
  };
}
