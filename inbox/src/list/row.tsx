import type { InboxRow } from "@loopgate/contract";
import { memo } from "react";
import { Link } from "wouter";
import { useTexts } from "../texts.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { classes } from "../ui/classes.ts";
import { Countdown } from "../ui/countdown.tsx";
import { RiskDot } from "../ui/risk.tsx";
import { TypeIcon } from "../ui/type-icon.tsx";
import { ShownText } from "../untrusted/shown-text.tsx";

/** One request in the list. What is the agent's own word stands in quotes. */
export const Row = memo(function Row({
  row,
  isCurrent,
  isGone,
}: {
  readonly row: InboxRow;
  readonly isCurrent: boolean;
  readonly isGone: boolean;
}) {
  const { list, words } = useTexts();
  const isRisky = row.risk === "high" || row.risk === "critical";
  return (
    <Link
      href={`/r/${row.request_id}`}
      id={`row-${row.request_id}`}
      aria-current={isCurrent ? "true" : undefined}
      className={classes(
        "row-lazy relative flex gap-3 border-b border-line px-4 py-3 outline-offset-[-2px] transition-colors",
        isCurrent ? "md:bg-panel" : "hover:bg-hover/60",
        isGone && "opacity-60",
      )}
    >
      {isCurrent && <span aria-hidden className="absolute inset-y-0 left-0 w-[3px] bg-go max-md:hidden" />}
      <span className="relative mt-0.5 size-[30px] shrink-0">
        <Avatar name={row.client_id} />
        <RiskDot risk={row.risk} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-start gap-2">
          <span
            className={classes(
              "line-clamp-2 flex-1 text-[14px] leading-[1.35] font-medium break-words",
              row.by_agent && "before:content-['“'] after:content-['”']",
            )}
          >
            <ShownText>{row.summary}</ShownText>
          </span>
          <span className="mt-px shrink-0 text-[12px]">
            {isGone ? (
              <span className="text-ink3">{list.ended}</span>
            ) : (
              <Countdown from={row.created_at} until={row.expires_at} />
            )}
          </span>
        </span>
        <span className="mt-1 flex items-center gap-1.5 text-[12px] text-ink3">
          <TypeIcon type={row.request_type} size={12.5} />
          <span className="truncate">
            <ShownText>{row.client_id}</ShownText> · {words.type[row.request_type]}
          </span>
          {/* A low or medium risk is a dot for the eye, and words for the ear. */}
          <span className={isRisky ? "ml-auto shrink-0 font-semibold text-bad-text" : "sr-only"}>
            {words.risk[row.risk]}
          </span>
          {row.votes.needed > 1 && (
            <span className={classes("shrink-0", !isRisky && "ml-auto")}>
              {list.votes(row.votes.given, row.votes.needed)}
            </span>
          )}
        </span>
      </span>
    </Link>
  );
});
