import { useWide } from "../list/use-wide.ts";

/** The ranks of a card's headings: beside the list, whose title is the first, or alone on a phone. */
export function useHeadings() {
  return useWide()
    ? ({ Title: "h2", Part: "h3", Detail: "h4" } as const)
    : ({ Title: "h1", Part: "h2", Detail: "h3" } as const);
}
