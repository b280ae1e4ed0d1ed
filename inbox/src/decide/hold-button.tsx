import { useEffect, useRef, useState, type ReactNode } from "react";
import { isFree, useSingleKeys } from "../keys/shortcuts.ts";
import { buttonClasses } from "../ui/button.tsx";
import { classes } from "../ui/classes.ts";
import { Key } from "../ui/key.tsx";
import { eachFrame } from "../world/clock.ts";

const HOLD_MS = 900;

/**
 * Acts once it was held for 0.9 s: by the pointer, by Space or Enter on it, or by the key `a`. `onBlocked` is told of a press while it
 * may not be held.
 */
export function HoldButton({
  isReady,
  shortcutText,
  onHeld,
  onBlocked,
  children,
}: {
  readonly isReady: boolean;
  readonly shortcutText: string;
  readonly onHeld: () => void;
  readonly onBlocked: () => void;
  readonly children: ReactNode;
}) {
  const [held, setHeld] = useState(0);
  const stop = useRef<() => void>(undefined);
  // What is true at the end of the hold counts.
  const latest = useRef({ isReady, onHeld });
  useEffect(() => void (latest.current = { isReady, onHeld }));

  const release = () => {
    stop.current?.();
    stop.current = undefined;
    setHeld(0);
  };
  const hold = () => {
    if (!isReady) return onBlocked();
    stop.current ??= eachFrame((elapsed) => {
      setHeld(Math.min(1, elapsed / HOLD_MS));
      if (elapsed < HOLD_MS) return;
      release();
      if (latest.current.isReady) latest.current.onHeld();
    });
    return undefined;
  };
  useHeldKey("a", hold, release);
  useEffect(() => () => stop.current?.(), []);

  return (
    <button
      type="button"
      aria-keyshortcuts="a"
      aria-disabled={!isReady}
      onPointerDown={(event) => event.button === 0 && hold()}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onBlur={release}
      onKeyDown={({ key, repeat }) => (key === " " || key === "Enter") && !repeat && hold()}
      onKeyUp={release}
      onContextMenu={(event) => event.preventDefault()}
      className={classes(
        buttonClasses("go"),
        "relative touch-none overflow-hidden select-none aria-disabled:opacity-60 max-md:flex-1",
      )}
    >
      <span aria-hidden className="absolute inset-0 origin-left bg-black/30" style={{ transform: `scaleX(${held})` }} />
      <span className="relative inline-flex items-center gap-2">
        {children}
        <Key>{shortcutText}</Key>
      </span>
    </button>
  );
}

/** A key that is held down anywhere on the page, where it is free to act. */
function useHeldKey(key: string, hold: () => void, release: () => void): void {
  const areOn = useSingleKeys();
  const latest = useRef({ hold, release });
  useEffect(() => void (latest.current = { hold, release }));
  useEffect(() => {
    if (!areOn) return undefined;
    const down = (event: KeyboardEvent) => {
      if (event.key !== key || event.repeat || !isFree(event)) return;
      event.preventDefault();
      latest.current.hold();
    };
    const up = (event: KeyboardEvent) => event.key === key && latest.current.release();
    const leave = () => latest.current.release();
    window.addEventListener("keydown", down);
    window.addEventListener("keyup", up);
    window.addEventListener("blur", leave);
    return () => {
      window.removeEventListener("keydown", down);
      window.removeEventListener("keyup", up);
      window.removeEventListener("blur", leave);
    };
  }, [areOn, key]);
}
