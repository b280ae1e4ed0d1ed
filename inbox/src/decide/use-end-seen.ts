import { useEffect, useRef, useState, type RefObject } from "react";

/**
 * Whether the end of what is decided was on the screen: nobody says yes to what stands below the fold. `end` goes on an
 * element behind it, `scroller` on what scrolls.
 */
export function useEndSeen(): {
  readonly isSeen: boolean;
  readonly end: RefObject<HTMLDivElement | null>;
  readonly scroller: RefObject<HTMLDivElement | null>;
} {
  const [isSeen, setSeen] = useState(false);
  const end = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (end.current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setSeen(true),
      // Any part of it: on a fraction of a pixel the whole of it is never in sight.
      { root: scroller.current },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, []);
  return { isSeen, end, scroller };
}
