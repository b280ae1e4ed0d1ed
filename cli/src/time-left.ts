/** A span of milliseconds in two units, as short as can be: `2d 3h`, `4m 10s`, `9s`; what has passed is `0s`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = UNITS.map(([name, size, of]) => [Math.floor(seconds / size) % of, name] as const);
  const first = parts.findIndex(([count]) => count > 0);
  const shown = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, name]) => `${count}${name}`).join(" ");
}

const UNITS: readonly (readonly [string, number, number])[] = [
  ["d", 86_400, Infinity],
  ["h", 3600, 24],
  ["m", 60, 60],
  ["s", 1, 60],
];
