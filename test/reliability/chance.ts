/** Chance from a seed: the same seed makes the same choices, so that a failed run can be made again. */
export type Chance = {
  readonly seed: number;
  /** 0 up to, not including, 1. */
  fraction(): number;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  pick<T>(choices: readonly T[]): T;
  shuffled<T>(list: readonly T[]): readonly T[];
};

/** mulberry32: small, and even enough for choices. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;

  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(fraction() * (most - least + 1));

  return {
    seed,
    fraction,
    between,
    pick<T>(choices: readonly T[]): T {
      // Within the list by how it was drawn.
      return choices[between(0, choices.length - 1)] as T;
    },
    shuffled: (list) =>
      list
        .map((each) => ({ each, at: fraction() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ each }) => each),
  };
}
