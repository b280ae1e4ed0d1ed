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
