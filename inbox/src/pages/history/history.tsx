import { History as Clock } from "lucide-react";
import { useRef } from "react";
import { useShortcuts } from "../../keys/shortcuts.ts";
import { SearchBox } from "../../list/search-box.tsx";
import { readMore, useRequests } from "../../requests/list.ts";
import { useLanguage } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { useHistoryFilter } from "./filter.ts";
import { HistoryFilters } from "./filters.tsx";
import { HistoryRow } from "./row.tsx";

/** What has ended, newest first. */
export function History() {
  const { language, texts } = useLanguage();
  const { history, pages } = texts;
  const { filter, isNarrowed, narrow, clear } = useHistoryFilter();
  const box = useRef<HTMLInputElement>(null);
  const requests = useRequests({ ...filter, status: filter.status ?? "ended", order: "newest" });
  useShortcuts({ "/": () => box.current?.focus() });
  const countText = (count: number) =>
    count === 1 ? history.one : history.count(new Intl.NumberFormat(language).format(count));
  return (
    <Page title={history.title} explain={history.explain}>
      <div>
        <div className="mb-4 space-y-2.5">
          <SearchBox box={box} search={filter.search ?? ""} onSearch={(search) => narrow("search", search)} />
          <HistoryFilters filter={filter} onNarrow={narrow} />
        </div>
        <Loaded of={requests} rows={6}>
          {({ rows, count }) =>
            rows.length === 0 ? (
              <Notice
                icon={Clock}
                title={isNarrowed ? history.noMatch : history.empty}
                action={isNarrowed && <Button onClick={clear}>{history.clear}</Button>}
              >
                {!isNarrowed && history.emptyHint}
              </Notice>
            ) : (
              <>
                <output className="mb-2 block text-[13px] text-ink3">{countText(count)}</output>
                <ul className="panel divide-y divide-line overflow-hidden">
                  {rows.map((row) => (
                    <HistoryRow key={row.request_id} row={row} />
                  ))}
                </ul>
                {requests.hasNextPage && (
                  <div className="mt-3 text-center">
                    <Button disabled={requests.isFetchingNextPage} onClick={() => void readMore(requests)}>
                      {pages.more}
                    </Button>
                  </div>
                )}
              </>
            )
          }
        </Loaded>
      </div>
    </Page>
  );
}
