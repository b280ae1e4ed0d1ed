import { useSyncExternalStore } from "react";

/** From here on the list and a request stand side by side: Tailwind's `md`. */
const wide = matchMedia("(min-width: 48rem)");

export function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      wide.addEventListener("change", changed);
      return () => wide.removeEventListener("change", changed);
    },
    () => wide.matches,
  );
}
