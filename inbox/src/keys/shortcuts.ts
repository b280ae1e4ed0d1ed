import { useEffect, useRef, useSyncExternalStore } from "react";
import { onPreference, readPreference } from "../world/preferences.ts";

/** Whether single letters act; whoever dictates or leans on keys switches them off (WCAG 2.1.4). */
export function useSingleKeys(): boolean {
  return useSyncExternalStore(onPreference, () => readPreference("keys") !== "off");
}

/** Single keys of the page. None acts while somebody writes, in a dialog, with Ctrl or the like, or by being held down. */
export function useShortcuts(shortcuts: Readonly<Record<string, ((event: KeyboardEvent) => void) | undefined>>): void {
  const areOn = useSingleKeys();
  const latest = useRef(shortcuts);
  useEffect(() => void (latest.current = shortcuts));
  useEffect(() => {
    if (!areOn) return undefined;
    const press = (event: KeyboardEvent) => {
      const act = latest.current[event.key];
      if (act === undefined || event.repeat || !isFree(event)) return;
      event.preventDefault();
      act(event);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [areOn]);
}

/** Whether a key is free to act for the page. */
export function isFree({ target, metaKey, ctrlKey, altKey, defaultPrevented }: KeyboardEvent): boolean {
  if (metaKey || ctrlKey || altKey || defaultPrevented || document.querySelector("dialog[open]")) return false;
  return !(target instanceof Element && target.closest(WRITTEN_IN));
}

const WRITTEN_IN = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])";
