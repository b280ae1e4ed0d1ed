import type { ReactNode } from "react";
import { classes } from "./classes.ts";

/** A word in a coloured pill. */
export function Chip({ className, children }: { readonly className?: string; readonly children: ReactNode }) {
  return (
    <span
      className={classes(
        "inline-flex items-center gap-1.5 rounded-full px-2 py-[3px] text-[12px] leading-none font-medium whitespace-nowrap",
        className,
      )}
    >
      {children}
    </span>
  );
}
