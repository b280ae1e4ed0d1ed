/** A number of clients, each of which makes one call at a time. */
export type Lanes = { run<T>(call: () => Promise<T>): Promise<T> };

export function createLanes(count: number): Lanes {
  const waiting: (() => void)[] = [];
  let free = count;

  return {
    async run(call) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await call();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else free += 1;
      }
    },
  };
}
