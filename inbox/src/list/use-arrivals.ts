import type { InboxRow } from "@loopgate/contract";
import { useEffect, useRef } from "react";
import { useTexts } from "../texts.tsx";
import { announce } from "../ui/announcing.ts";
import { serverNow } from "../world/server-time.ts";

const FRESH_MS = 10_000;

/** Has new requests read out as they come. */
export function useArrivals(rows: readonly InboxRow[] | undefined): void {
  const { list } = useTexts();
  const seen = useRef<ReadonlySet<string>>(undefined);
  useEffect(() => {
    if (rows === undefined) return;
    const before = seen.current;
    const isNew = ({ request_id: id, created_at: at }: InboxRow) =>
      before?.has(id) === false && serverNow() - Date.parse(at) < FRESH_MS;
    const fresh = rows.filter(isNew);
    seen.current = new Set([...(before ?? []), ...rows.map(({ request_id }) => request_id)]);
    const [only] = fresh;
    if (only) announce(fresh.length === 1 ? list.arrived(only.summary) : list.showNew(fresh.length));
  }, [rows, list]);
}
