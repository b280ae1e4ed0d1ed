/** Asks all at once; where one cannot be asked, or the signal aborts, the others are taken back. Answers in the order of the items. */
export async function together<Item, Result>(
  items: readonly Item[],
  signal: AbortSignal | undefined,
  ask: (item: Item, signal: AbortSignal, at: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const all = items.map((item, at) => ask(item, either, at));
  try {
    return await Promise.all(all);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(all);
    throw error;
  }
}
