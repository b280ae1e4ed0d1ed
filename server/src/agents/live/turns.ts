/** Lets only so many work at once; the others wait in their order. */
export type Turns = { take<T>(work: () => Promise<T>): Promise<T> };

export function createTurns(most: number): Turns {
  const waiting: (() => void)[] = [];
  let free = most;

  return {
    async take(work) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else free += 1;
      }
    },
  };
}
