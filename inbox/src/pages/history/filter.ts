import type { InboxQuery } from "@loopgate/contract";
import { useSearchParams } from "wouter";

/** What the history can be narrowed to, by the names that stand in its address: going back finds it again. */
export const FILTERS = {
  status: ["completed", "timeout", "canceled", "all"],
  outcome: ["approve", "edit", "reject", "respond"],
  risk: ["low", "medium", "high", "critical"],
} as const;

export type HistoryFilter = Pick<InboxQuery, "status" | "outcome" | "risk" | "client_id" | "search">;

/** The filter that the address says, and a way to change one part of it. */
export function useHistoryFilter() {
  const [params, setParams] = useSearchParams();
  const read = <Name extends keyof typeof FILTERS>(name: Name) =>
    FILTERS[name].find((each) => each === params.get(name)) as HistoryFilter[Name];
  const filter: HistoryFilter = {
    status: read("status"),
    outcome: read("outcome"),
    risk: read("risk"),
    client_id: params.get("client_id") || undefined,
    search: params.get("search") || undefined,
  };
  const narrow = (name: keyof HistoryFilter, value: string | undefined) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === undefined || value === "") next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return {
    filter,
    isNarrowed: Object.values(filter).some((value) => value !== undefined),
    narrow,
    clear: () => setParams({}, { replace: true }),
  };
}
