import { useCallback, useEffect, useRef, useState } from "react";
import { useLocation, useParams } from "wouter";
import { CardPane } from "../card/card-pane.tsx";
import { KeysDialog } from "../keys/keys-dialog.tsx";
import { useShortcuts } from "../keys/shortcuts.ts";
import { useRequests } from "../requests/list.ts";
import { useTexts } from "../texts.tsx";
import { Logo } from "../ui/logo.tsx";
import type { Filter } from "./filters.tsx";
import { KeyHints } from "./key-hints.tsx";
import { ListPane } from "./list-pane.tsx";
import { useArrivals } from "./use-arrivals.ts";
import { useWide } from "./use-wide.ts";

/** The list and one request: side by side on a desktop, one after the other on a phone. */
export function InboxScreen() {
  const { list } = useTexts();
  const { id } = useParams<{ id?: string }>();
  const [, navigate] = useLocation();
  const [filter, setFilter] = useState<Filter>({});
  const [helps, setHelps] = useState(false);
  const isWide = useWide();
  const searchBox = useRef<HTMLInputElement>(null);
  const requests = useRequests(filter);
  useArrivals(requests.data?.rows);
  const rows = requests.data?.rows ?? [];
  const at = rows.findIndex(({ request_id }) => request_id === id);

  const open = useCallback(
    (next: string | undefined) => {
      navigate(next === undefined ? "/" : `/r/${next}`, { replace: true });
      if (next !== undefined) document.getElementById(`row-${next}`)?.scrollIntoView({ block: "nearest" });
    },
    [navigate],
  );
  const step = (by: 1 | -1) => {
    const next = rows[at < 0 ? 0 : at + by];
    if (next) open(next.request_id);
  };
  // What is answered makes room for the next one, or the one before where it was the last.
  const goOn = (answered: string) => {
    const place = rows.findIndex(({ request_id }) => request_id === answered);
    const others = [...rows.slice(place + 1), ...rows.slice(0, Math.max(0, place)).toReversed()];
    open(isWide ? others.find(({ request_id }) => request_id !== answered)?.request_id : undefined);
  };

  // A desktop always shows something on the right.
  const first = rows[0]?.request_id;
  useEffect(() => {
    if (id === undefined && isWide && first !== undefined) open(first);
  }, [id, isWide, first, open]);
  useShortcuts({
    j: () => step(1),
    k: () => step(-1),
    "/": () => searchBox.current?.focus(),
    "?": () => setHelps(true),
    Escape: id !== undefined && !isWide ? () => open(undefined) : undefined,
  });

  const [List, Request] = isWide || id !== undefined ? (["div", "main"] as const) : (["main", "div"] as const);
  return (
    <div className="flex h-full">
      <List
        className={`flex h-full w-full flex-col border-line md:w-[372px] md:shrink-0 md:border-r ${id === undefined ? "" : "max-md:hidden"}`}
      >
        <div className="min-h-0 flex-1">
          <ListPane requests={requests} currentId={id} filter={filter} onFilter={setFilter} searchBox={searchBox} />
        </div>
        <KeyHints onHelp={() => setHelps(true)} />
      </List>
      <Request className={`h-full min-w-0 flex-1 ${id === undefined ? "max-md:hidden" : ""}`}>
        {id === undefined ? (
          <div className="grid h-full place-content-center justify-items-center gap-4 text-[14px] text-ink3">
            <Logo size={44} />
            {requests.isSuccess && rows.length === 0 ? list.empty : list.pick}
          </div>
        ) : (
          <CardPane
            key={id}
            id={id}
            position={at < 0 ? undefined : { at: at + 1, of: requests.data?.count ?? rows.length, onStep: step }}
            onBack={() => open(undefined)}
            onAnswered={goOn}
          />
        )}
      </Request>
      {helps && <KeysDialog onClose={() => setHelps(false)} />}
    </div>
  );
}
