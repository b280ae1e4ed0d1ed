import { useSyncExternalStore } from "react";
import { onPreference, readPreference } from "./preferences.ts";

/** What this browser keeps of a choice, also once it changes. */
export function usePreference<N extends Parameters<typeof readPreference>[0]>(name: N) {
  return useSyncExternalStore(onPreference, () => readPreference<N>(name));
}
