import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes.ts";
import { Key } from "./key.tsx";

const LOOKS = {
  go: "bg-go text-go-ink shadow-[0_1px_2px_rgb(0_0_0/.12)] enabled:hover:brightness-[1.07]",
  bad: "border border-line2 bg-panel text-bad-text enabled:hover:bg-bad-soft",
  "bad solid": "bg-bad text-bad-ink enabled:hover:brightness-[1.07]",
  plain: "border border-line2 bg-panel enabled:hover:bg-hover",
  quiet: "text-ink2 enabled:hover:bg-hover",
} as const;

type Look = keyof typeof LOOKS;

/** What every button shares, also those that are not made by Button. */
export const buttonClasses = (look: Look) =>
  classes(
    "inline-flex h-11 items-center justify-center gap-2 rounded-[9px] px-3.5 text-[14px] font-semibold transition md:h-9",
    "disabled:opacity-60",
    LOOKS[look],
  );

/** A button; `shortcut` is the key that does the same, shown on it. */
export function Button({
  look = "plain",
  shortcut,
  className,
  children,
  ...rest
}: ComponentProps<"button"> & {
  readonly look?: Look;
  readonly shortcut?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <button type="button" aria-keyshortcuts={shortcut} {...rest} className={classes(buttonClasses(look), className)}>
      {children}
      {shortcut !== undefined && <Key>{shortcut}</Key>}
    </button>
  );
}
