import type { ReactNode } from "react";
import { classes } from "../../ui/classes.ts";

const LOOKS = {
  plain: "bg-hover text-ink2",
  go: "bg-go-soft text-go-text",
  bad: "bg-bad-soft text-bad-text",
  warn: "bg-warn-soft text-warn-text",
  info: "bg-info-soft text-info-text",
} as const;

/** A word about what it stands beside. */
export function Badge({
  look = "plain",
  children,
}: {
  readonly look?: keyof typeof LOOKS;
  readonly children: ReactNode;
}) {
  return (
    <span
      className={classes(
        "inline-flex items-center rounded-[6px] px-1.5 py-0.5 text-[12px] font-medium whitespace-nowrap",
        LOOKS[look],
      )}
    >
      {children}
    </span>
  );
}
