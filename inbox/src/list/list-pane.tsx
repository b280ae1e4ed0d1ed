import type { InboxRow } from "@loopgate/contract";
import { CircleAlert, Clock3, TimerReset } from "lucide-react";
import { useState, type RefObject } from "react";
import { readMore, type useRequests } from "../requests/list.ts";
import { useTexts } from "../texts.tsx";
import { Button } from "../ui/button.tsx";
import { useConnection } from "../world/connection.ts";
import { useServerTime } from "../world/server-time.ts";
import { EmptyList } from "./empty-list.tsx";
import { Filters, type Filter } from "./filters.tsx";
import { groupsOf } from "./groups.ts";
import { Row } from "./row.tsx";
import { SearchBox } from "./search-box.tsx";
import { steady, type SteadyRow } from "./steady-rows.ts";

/** The requests that wait, those that are due soon first. */
export function ListPane({
  requests,
  currentId,
  filter,
  onFilter,
  searchBox,
}: {
  readonly requests: ReturnType<typeof useRequests>;
  readonly currentId: string | undefined;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly searchBox: RefObject<HTMLInputElement | null>;
}) {
  const { list } = useTexts();
  const [held, setHeld] = useState<{ readonly of: Filter; readonly rows: readonly InboxRow[] }>();
  const current = requests.data?.rows ?? [];
  // Whoever asks for something else wants to see that.
  const { rows, waiting } = steady(held?.of === filter ? held.rows : undefined, current);
  const hold = () => setHeld({ of: filter, rows: current });
  return (
    <section aria-label={list.requests} className="flex h-full min-h-0 flex-col">
      <header className="shrink-0 space-y-2.5 border-b border-line px-4 pt-3 pb-3">
        <div className="flex h-7 items-center gap-2">
          <h1 className="text-[16px] font-semibold">{list.title}</h1>
          <span className="text-[14px] text-ink3 tabular-nums">{requests.data?.count}</span>
          <LiveDot />
        </div>
        <SearchBox
          box={searchBox}
          search={filter.search ?? ""}
          onSearch={(search) => onFilter({ ...filter, search: search === "" ? undefined : search })}
        />
        <Filters filter={filter} onChange={onFilter} />
      </header>
      <div
        className="scroll-y relative min-h-0 flex-1"
        onPointerEnter={({ pointerType }) => pointerType === "mouse" && hold()}
        onPointerLeave={() => setHeld(undefined)}
      >
        {waiting > 0 && (
          <div className="sticky top-2 z-20 flex h-0 justify-center">
            <Button look="go" className="h-8! rounded-full! text-[13px]!" onClick={hold}>
              {list.showNew(waiting)}
            </Button>
          </div>
        )}
        {requests.isPending ? (
          <Loading />
        ) : requests.isError && rows.length === 0 ? (
          <p role="alert" className="flex items-center gap-2 p-4 text-[13px]">
            <CircleAlert size={15} aria-hidden /> {list.failed}
          </p>
        ) : rows.length === 0 ? (
          <EmptyList filter={filter} onFilter={onFilter} />
        ) : (
          <Groups rows={rows} currentId={currentId} />
        )}
        {requests.hasNextPage && (
          <div className="p-4">
            <Button
              className="w-full"
              disabled={requests.isFetchingNextPage}
              onClick={() => {
                setHeld(undefined);
                void readMore(requests);
              }}
            >
              {list.showMore}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

function Groups({ rows, currentId }: { readonly rows: readonly SteadyRow[]; readonly currentId: string | undefined }) {
  const { list } = useTexts();
  const now = useServerTime();
  const gone = new Set(rows.filter(({ isGone }) => isGone).map(({ row }) => row.request_id));
  const { soon, later } = groupsOf(
    rows.map(({ row }) => row),
    now,
  );
  const groups = [
    { title: list.soon, icon: TimerReset, rows: soon },
    { title: list.later, icon: Clock3, rows: later },
  ];
  return groups
    .filter((group) => group.rows.length > 0)
    .map(({ title, icon: Icon, rows: members }) => (
      <section key={title} aria-label={title}>
        <h2 className="sticky top-0 z-10 flex items-center gap-1.5 border-b border-line bg-bg px-4 py-1.5 text-[12px] font-medium text-ink3">
          <Icon size={13} aria-hidden />
          {title}
        </h2>
        {members.map((row) => (
          <Row
            key={row.request_id}
            row={row}
            isCurrent={row.request_id === currentId}
            isGone={gone.has(row.request_id)}
          />
        ))}
      </section>
    ));
}

function LiveDot() {
  const { list } = useTexts();
  const isLost = useConnection() === "lost";
  return (
    <span className="ml-auto flex items-center gap-1.5 text-[12px] text-ink3">
      <span aria-hidden className={`size-2 rounded-full ${isLost ? "bg-warn" : "bg-go"}`} />
      {isLost ? list.notLive : list.live}
    </span>
  );
}

function Loading() {
  const { list } = useTexts();
  return (
    <div role="status">
      <span className="sr-only">{list.loading}</span>
      {[0, 1, 2, 3, 4].map((at) => (
        <div key={at} aria-hidden className="flex gap-3 border-b border-line px-4 py-3">
          <span className="size-[30px] rounded-[9px] bg-hover" />
          <span className="flex-1 space-y-2 pt-1">
            <span className="block h-3 w-4/5 rounded bg-hover" />
            <span className="block h-2.5 w-2/5 rounded bg-hover" />
          </span>
        </div>
      ))}
    </div>
  );
}
