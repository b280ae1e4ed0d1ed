/** Lets tests wait for what they expect to see, woken by every change and by nothing else. */
export type Watchers = {
  readonly changed: () => void;
  readonly waitFor: <T>(probe: () => T | undefined, options?: { timeoutMs?: number }) => Promise<T>;
  close(): void;
};

type Watcher = { look(): void; fail(reason: Error): void };

const defaultTimeoutMs = 5000;

export function createWatchers(describe: () => string): Watchers {
  const watchers = new Set<Watcher>();

  function waitFor<T>(probe: () => T | undefined, options: { timeoutMs?: number } = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
      const timer = setTimeout(() => {
        watcher.fail(new Error(`Not seen within ${timeoutMs} ms. What was seen:\n${describe()}`));
      }, timeoutMs);
      const end = () => {
        clearTimeout(timer);
        watchers.delete(watcher);
      };
      const watcher: Watcher = {
        fail(reason) {
          end();
          reject(reason);
        },
        look() {
          try {
            const seen = probe();
            if (seen === undefined) return;
            end();
            resolve(seen);
          } catch (error) {
            watcher.fail(error instanceof Error ? error : new Error(String(error)));
          }
        },
      };
      watchers.add(watcher);
      watcher.look();
    });
  }

  return {
    changed() {
      for (const watcher of watchers) watcher.look();
    },
    waitFor,
    close() {
      for (const watcher of watchers) watcher.fail(new Error("The fake Telegram was closed while waiting"));
    },
  };
}
