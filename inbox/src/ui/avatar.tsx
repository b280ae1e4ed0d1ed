import { classes } from "./classes.ts";

const HUES = [158, 205, 262, 28, 330, 95, 232, 12];

/** Initials in a colour that goes with the name. An agent is a square, a person a circle. */
export function Avatar({
  name,
  size = 30,
  round = false,
}: {
  readonly name: string;
  readonly size?: number;
  readonly round?: boolean;
}) {
  const hue = HUES[hashOf(name) % HUES.length] ?? 0;
  return (
    <span
      aria-hidden
      className={classes("grid shrink-0 place-items-center font-semibold", round ? "rounded-full" : "rounded-[9px]")}
      style={{
        width: size,
        height: size,
        fontSize: size * 0.38,
        background: `light-dark(oklch(0.93 0.04 ${hue}), oklch(0.31 0.05 ${hue}))`,
        color: `light-dark(oklch(0.4 0.11 ${hue}), oklch(0.88 0.08 ${hue}))`,
      }}
    >
      {initialsOf(name)}
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  return words
    .slice(0, 2)
    .map((word) => [...word][0])
    .join("")
    .toUpperCase();
}

function hashOf(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 0);
}
