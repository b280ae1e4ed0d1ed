import { useSyncExternalStore } from "react";

/** `resting`: nobody looks at the tab, so no stream is open. */
export type Connection = "live" | "lost" | "resting";

let connection: Connection = "resting";
const listeners = new Set<() => void>();

export function setConnection(next: Connection): void {
  if (next === connection) return;
  connection = next;
  for (const changed of listeners) changed();
}

/** Something did not arrive: whoever hears of changes looks whether he still does. */
export function doubtConnection(): void {
  setConnection("lost");
  for (const look of doubters) look();
}

/** Calls where the connection is in doubt, or the browser has one again; what it returns ends that. */
export function onDoubt(look: () => void): () => void {
  doubters.add(look);
  window.addEventListener("online", look);
  return () => {
    doubters.delete(look);
    window.removeEventListener("online", look);
  };
}
const doubters = new Set<() => void>();

/** Whether the page hears of what changes. */
export function useConnection(): Connection {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    () => connection,
  );
}
