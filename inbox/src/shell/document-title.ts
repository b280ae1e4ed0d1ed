import { useEffect } from "react";
import { useTexts } from "../texts.tsx";

/** Says in the tab's title how many requests wait. */
export function useDocumentTitle(waiting: number): void {
  const { list } = useTexts();
  const title = list.documentTitle(waiting);
  useEffect(() => void (document.title = title), [title]);
}
