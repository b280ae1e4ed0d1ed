import { useEffect, useState, type ReactNode } from "react";
import { useShortcuts } from "../keys/shortcuts.ts";
import { Button } from "../ui/button.tsx";
import { after } from "../world/clock.ts";

/** The first of two presses is forgotten after this. */
const SECOND_PRESS_MS = 5_000;
/** The second of two may not be a double click. */
const BETWEEN_MS = 600;

/** Says yes by one press, or by two where a hold is asked and the person cannot or would not hold. */
export function PressButton({
  isReady,
  twice,
  again,
  onPressed,
  onBlocked,
  children,
}: {
  readonly isReady: boolean;
  readonly twice: boolean;
  /** What it says after the first of two presses. */
  readonly again: string;
  readonly onPressed: () => void;
  readonly onBlocked: () => void;
  readonly children: ReactNode;
}) {
  const [first, setFirst] = useState<"none" | "fresh" | "settled">("none");
  useEffect(() => {
    if (first === "none") return undefined;
    return first === "fresh"
      ? after(BETWEEN_MS, () => setFirst("settled"))
      : after(SECOND_PRESS_MS, () => setFirst("none"));
  }, [first]);
  const press = () => {
    if (!isReady) onBlocked();
    else if (!twice || first === "settled") onPressed();
    else setFirst("fresh");
  };
  useShortcuts({ a: press });
  return (
    <Button
      look="go"
      shortcut="a"
      aria-disabled={!isReady}
      className="aria-disabled:opacity-60 max-md:flex-1"
      onClick={press}
      onKeyDown={(event) => event.repeat && event.preventDefault()}
    >
      {first === "none" ? children : again}
    </Button>
  );
}
