import { useEffect, useState } from "react";
import { after } from "../world/clock.ts";

/** A press that was meant for the card before must not answer this one. */
const ARMING_MS = 600;

/** False for a moment after a card has appeared. */
export function useArmed(): boolean {
  const [isArmed, setArmed] = useState(false);
  useEffect(() => after(ARMING_MS, () => setArmed(true)), []);
  return isArmed;
}
