import { useEffect } from "react";
import { useTexts } from "../texts.tsx";

/** Says in the tab's title where one is, and how many requests wait. */
export function useDocumentTitle(place: string | undefined, waiting: number): void {
  const { shell } = useTexts();
  const count = waiting === 0 ? "" : `(${waiting}) `;
  const title = `${count}${place === undefined ? "" : `${place} · `}${shell.name}`;
  useEffect(() => void (document.title = title), [title]);
}
