import { useEffect, useRef } from "react";

/** Puts the focus on what has `data-autofocus` once it is there: the first in the dialog, or in the element that takes this ref. */
export function useFirstFocus<Element extends HTMLElement>() {
  const element = useRef<Element>(null);
  useEffect(() => {
    const { current } = element;
    const within = current?.closest("dialog") ?? current;
    // Where there is no mouse a keyboard on the screen would cover what is to be read first.
    if (matchMedia("(hover: hover)").matches) within?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
  }, []);
  return element;
}
