import type { InboxRow } from "@loopgate/contract";
import { memo } from "react";
import { Link } from "wouter";
import { useTexts } from "../../texts.tsx";
import { Ago } from "../../ui/ago.tsx";
import { Avatar } from "../../ui/avatar.tsx";
import { classes } from "../../ui/classes.ts";
import { RiskDot } from "../../ui/risk.tsx";
import { ShownText } from "../../untrusted/shown-text.tsx";
import { Badge } from "../parts/badge.tsx";

const LOOKS = { approve: "go", edit: "go", reject: "bad", respond: "info" } as const;

/** One request of the past; what is the agent's own word stands in quotes. */
export const HistoryRow = memo(function HistoryRow({ row }: { readonly row: InboxRow }) {
  const { history, words } = useTexts();
  return (
    <li className="row-lazy">
      <Link
        href={`/r/${row.request_id}`}
        className="flex flex-wrap items-start gap-x-3 gap-y-1.5 px-4 py-3 sm:flex-nowrap outline-offset-[-2px] hover:bg-hover/60"
      >
        <span className="relative mt-0.5 size-[30px] shrink-0">
          <Avatar name={row.client_id} />
          <RiskDot risk={row.risk} />
        </span>
        <span className="min-w-0 flex-1 basis-[calc(100%-42px)] sm:basis-0">
          <span
            className={classes(
              "line-clamp-2 text-[14px] leading-[1.35] font-medium break-words",
              row.by_agent && "before:content-['“'] after:content-['”']",
            )}
          >
            <ShownText>{row.summary}</ShownText>
          </span>
          <span className="mt-0.5 block truncate text-[12.5px] text-ink3">
            <ShownText>{row.client_id}</ShownText> · {words.type[row.request_type]} · {words.risk[row.risk]}
            {row.decided_by !== null && ` · ${history.by(row.decided_by)}`}
          </span>
        </span>
        <span className="flex gap-1 sm:shrink-0 text-[12px] text-ink3 max-sm:ml-[42px] max-sm:flex-wrap max-sm:items-center max-sm:gap-x-2 sm:flex-col sm:items-end">
          <Badge look={row.outcome === null ? (row.status === "pending" ? "warn" : "plain") : LOOKS[row.outcome]}>
            {row.outcome === null ? words.status[row.status] : words.outcome[row.outcome]}
          </Badge>
          <span>
            {history.asked} <Ago at={row.created_at} />
          </span>
        </span>
      </Link>
    </li>
  );
});
