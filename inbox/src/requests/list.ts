import type { InboxList, InboxQuery, InboxRow } from "@loopgate/contract";
import { keepPreviousData, useInfiniteQuery, type InfiniteData } from "@tanstack/react-query";
import { api } from "../world/api.ts";
import { queries } from "../world/queries.ts";
import { noteServerTime } from "../world/server-time.ts";
import { known } from "./keys.ts";

const PAGE = 100;

export type Listed = { readonly rows: readonly InboxRow[]; readonly count: number };

/** The requests that match, page by page, each once though pages may shift while they are read. */
export function useRequests(query: InboxQuery) {
  return useInfiniteQuery({
    queryKey: known.list(query),
    queryFn: ({ pageParam }) => readPage(query, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    select: listed,
  });
}

async function readPage(query: InboxQuery, cursor: string | undefined): Promise<InboxList> {
  const page = await api.get<InboxList>("/api/inbox/requests", { ...query, limit: PAGE, cursor });
  noteServerTime(page.now);
  return page;
}

/** Reads the next page, after whatever is being read: calling that off would lose what it brings. */
export async function readMore(requests: Pick<ReturnType<typeof useRequests>, "fetchNextPage">): Promise<void> {
  await untilRead();
  await requests.fetchNextPage();
}

/** Reads every list again, after whatever is being read: a page that somebody has asked for comes, however much happens. */
export async function readListsAgain(): Promise<void> {
  await untilRead();
  await queries.invalidateQueries({ queryKey: known.lists });
}

function untilRead(): Promise<void> {
  const isReading = () => queries.isFetching({ queryKey: known.lists }) > 0;
  return new Promise((resolve) => {
    if (!isReading()) return resolve();
    const stop = queries.getQueryCache().subscribe(() => {
      if (isReading()) return;
      stop();
      resolve();
    });
    return undefined;
  });
}

function listed({ pages }: InfiniteData<InboxList>): Listed {
  const rows = new Map(pages.flatMap(({ requests }) => requests).map((row) => [row.request_id, row]));
  return { rows: [...rows.values()], count: pages.at(-1)?.count ?? 0 };
}

/** Takes what has ended out of the lists of what waits, before they are read again. */
export function dropRow(requestId: string): void {
  queries.setQueriesData<InfiniteData<InboxList>>({ queryKey: known.lists }, (data) => {
    if (!data?.pages.some(({ requests }) => requests.some((row) => isWaiting(row, requestId)))) return data;
    const pages = data.pages.map((page) => ({
      ...page,
      count: Math.max(0, page.count - 1),
      requests: page.requests.filter((row) => !isWaiting(row, requestId)),
    }));
    return { ...data, pages };
  });
}

function isWaiting(row: InboxRow, requestId: string): boolean {
  return row.request_id === requestId && row.status === "pending";
}
