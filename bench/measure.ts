/** Repetitions, taken in turns, so that what else the machine does meets all contenders alike. */

/** Runs a cycle with so many callers for about `ms`; answers cycles a second. */
export async function rate(callers: number, ms: number, cycle: (caller: number) => Promise<void>): Promise<number> {
  const started = performance.now();
  let cycles = 0;
  const call = async (caller: number) => {
    while (performance.now() - started < ms) {
      await cycle(caller);
      cycles += 1;
      // A synchronous driver must let the others have their turn.
      if (cycles % 64 === 0) await new Promise(setImmediate);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return cycles / ((performance.now() - started) / 1000);
}

export type Contender = { readonly name: string; readonly run: () => Promise<number> };

/** One warm-up of each, then `rounds` of all in turn; the rates by name. */
export async function interleaved(
  contenders: readonly Contender[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const rates = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (const { run } of contenders) await run();
  for (let round = 0; round < rounds; round++)
    for (const { name, run } of contenders) rates.get(name)?.push(await run());
  return rates;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The median of the rounds' own ratios: both were measured within a second of each other. */
export function ratio(
  values: readonly number[],
  beside: readonly number[],
): { readonly median: number; readonly spread: string } {
  const ratios = values.map((value, at) => value / (beside[at] ?? Number.NaN));
  return { median: median(ratios), spread: spread(ratios, 2) };
}

export function spread(values: readonly number[], digits = 0): string {
  return `${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}`;
}
